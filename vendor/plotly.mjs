// The part of plotly that our charts use: lines and points come with its core.
import Plotly from 'plotly.js/lib/core';
import bar from 'plotly.js/lib/bar';
import choropleth from 'plotly.js/lib/choropleth';
import scattergeo from 'plotly.js/lib/scattergeo';

Plotly.register([bar, choropleth, scattergeo]);

export default Plotly;
