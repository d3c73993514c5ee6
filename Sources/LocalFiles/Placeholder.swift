// Holds the folder open until the first type moves in.
