"""The words, areas, registers and targets that all arithmetic rests on."""
