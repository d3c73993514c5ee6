import ArgumentParser
import S3Protocol
import StorageModel

/// A moment as a user writes it: `2026-09-01`, `2026-09-01T12:00Z`, or how long ago: `3d`, `90m`.
struct PointInTime: ExpressibleByArgument, Sendable, Equatable {
  private enum Form: Equatable {
    case moment(Timestamp)
    case ago(seconds: Int64)
  }

  private let form: Form

  init?(argument: String) {
    if let span = TimeSpan(argument: argument) {
      form = .ago(seconds: span.seconds)
      return
    }
    // Seconds may be left out.
    let withSeconds = argument.count == 17 && argument.hasSuffix("Z") ? argument.dropLast() + ":00Z" : argument[...]
    guard let time = Timestamp(iso8601: String(withSeconds)) else { return nil }
    form = .moment(time)
  }

  /// A moment in whole seconds is the end of its second: that is what listings show of a time.
  func timestamp(now: Timestamp) -> Timestamp {
    switch form {
    case .moment(let time):
      time.subsecondNanoseconds == 0 ? Timestamp(seconds: time.seconds, nanoseconds: 999_999_999) : time
    case .ago(let seconds): Timestamp(seconds: now.seconds - seconds, nanoseconds: now.subsecondNanoseconds)
    }
  }
}

/// `--at` of commands that read.
struct PastOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Show a versioned bucket as it was: a time (2026-09-01T12:00Z) or how long ago (3d).", valueName: "time"))
  var at: PointInTime?

  @Option(help: ArgumentHelp("Show a versioned bucket as this pin of 'snapshot pin' has it.", valueName: "name"))
  var pin: String?

  func validate() throws {
    if at != nil, pin != nil { throw ValidationError("--at and --pin exclude each other") }
  }

  /// nil for the present.
  func view(_ context: CommandContext) -> PastView? {
    if let pin { return .pin(pin) }
    return at.map { .time($0.timestamp(now: context.now())) }
  }
}

/// What of a versioned bucket is looked at in the place of the present.
enum PastView: Sendable, Hashable {
  case time(Timestamp)
  case pin(String)

  /// Tells endpoints apart: `2026-09-01T12:00:00Z`, `pin NAME`.
  var text: String {
    switch self {
    case .time(let time): iso8601(time)
    case .pin(let name): "pin \(name)"
    }
  }
}
