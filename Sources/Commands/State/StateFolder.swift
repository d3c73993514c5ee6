import Glibc

/// Where state databases are kept: `$XDG_STATE_HOME/cairn`, `~/.local/state/cairn`, or `/var/lib/cairn` for root.
func stateFolder(_ context: CommandContext) throws -> String {
  if let home = context.variable("XDG_STATE_HOME"), home.hasPrefix("/") { return home + "/cairn" }
  if geteuid() == 0 { return "/var/lib/cairn" }
  if let home = context.variable("HOME"), home.hasPrefix("/") { return home + "/.local/state/cairn" }
  throw CommandError.usage("there is no place for the state database", next: "set HOME, or give --state FILE or none")
}
