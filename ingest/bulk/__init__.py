"""Large files of households: read and checked by column, a part at a time, in bounded memory."""
