// The part of plotly that our charts use: lines and points come with its core.
import Plotly from 'plotly.js/lib/core';
import bar from 'plotly.js/lib/bar';

Plotly.register([bar]);

export default Plotly;
