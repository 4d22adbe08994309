//! The program: reads the arguments and hands over to the window or to a verb of the command line.

fn main() {}
