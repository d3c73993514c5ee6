internal import NIOCore

extension ConnectionHandler {
  /// One task a connection, which looks at the state when it fires and arms itself anew: nothing is scheduled per
  /// request.
  func armTimer(seconds: Int64) {
    guard let context else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(max(1, seconds))) { [weak self] in
      self?.checkDeadline()
    }
  }

  private func checkDeadline() {
    guard let context, context.channel.isActive else { return }
    let now = NIODeadline.now()
    guard let deadline else { return armTimer(seconds: 1) }
    if deadline <= now {
      closeNow()
    } else {
      // A head or a body can begin at any moment and with it a nearer deadline: nobody is more than a second late.
      armTimer(seconds: min(1, (deadline - now).nanoseconds / 1_000_000_000 + 1))
    }
  }

  /// When the connection is to be closed if nothing happens; nil while a job runs.
  private var deadline: NIODeadline? {
    let limits = services.limits
    switch phase {
    case .idle:
      if let first = arrival.first { return first + .seconds(limits.headSeconds) }
      return progress + .seconds(hasServed ? limits.idleSeconds : limits.headSeconds)
    case .collecting, .streaming:
      if case .streaming(let flow) = phase, flow.isBusy { return nil }
      return min(progress + .seconds(limits.stallSeconds), slowBodyDeadline ?? .distantFuture)
    case .answering, .discarding: return progress + .seconds(limits.stallSeconds)
    case .working, .closed: return nil
    }
  }

  /// Now or earlier when the body comes slower than the least rate.
  private var slowBodyDeadline: NIODeadline? {
    guard let exchange else { return nil }
    let limits = services.limits
    let seconds = exchange.receivedBytes / limits.bodyBytesPerSecond
    return exchange.started + .seconds(limits.bodyGraceSeconds + min(seconds, 1 << 31))
  }
}
