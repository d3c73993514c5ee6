/// How a run shows where it stands.
enum ProgressStyle: Sendable {
  case none
  /// A line a minute.
  case lines
  /// A block of lines that is redrawn in place.
  case block

  init(options: OutputOptions, context: CommandContext) {
    switch options.progress {
    case _ where options.quiet: self = .none
    case .none: self = .none
    case .plain: self = .lines
    case .tty: self = .block
    case .auto:
      let canDraw = context.diagnostics.isTerminal && context.variable("TERM") != "dumb"
      self = canDraw ? .block : .lines
    }
  }
}
