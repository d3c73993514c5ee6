package import StorageModel
internal import Synchronization

/// Carries HTTP/1.1 requests with libcurl, over connections that are kept and used again.
///
/// Redirects are not followed, bodies are not decompressed, paths are not normalised, TLS is 1.2 or newer. An idle
/// transport sleeps. Letting go of the last reference closes the connections and ends the threads.
package final class CurlTransport: HTTPSender {
  private let engines: [CurlEngine]
  private let next = Atomic<Int>(0)
  private let cell = CounterCell()
  private let limits: TransferLimits

  /// Throws `.internalFailure` when libcurl cannot be set up.
  package init(_ configuration: TransportConfiguration = TransportConfiguration()) throws(TransportError) {
    let threads = min(max(configuration.engineThreads, 1), 4)
    let perThread = (min(max(configuration.maximumConnections, 1), 256) + threads - 1) / threads
    var engines: [CurlEngine] = []
    for _ in 0..<threads {
      guard let engine = CurlEngine(configuration, connectionLimit: perThread, counters: cell) else {
        for engine in engines { engine.post(.stop) }
        throw TransportError(.internalFailure, "libcurl cannot be set up")
      }
      engines.append(engine)
    }
    self.engines = engines
    limits = TransferLimits(
      headerBytes: configuration.headerLimitBytes, errorBodyBytes: configuration.errorBodyLimitBytes)
  }

  deinit {
    for engine in engines { engine.post(.stop) }
  }

  /// What happened so far.
  package var counters: TransportCounters { cell.snapshot }

  package func send(_ request: HTTPRequest, into sink: BodySink) async throws(TransportError) -> HTTPResponse {
    let transfer = try Transfer(request, into: sink, limits: limits)
    let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
    let engine = engines[Int(UInt(bitPattern: turn) % UInt(engines.count))]
    if transfer.uploadPipe == nil, transfer.downloadPipe == nil {
      await exchange(transfer, on: engine)
    } else {
      await exchangeStreams(transfer, on: engine)
    }
    return try transfer.response()
  }

  /// Returns when the engine is done with `transfer`, which is ours again then.
  private func exchange(_ transfer: Transfer, on engine: CurlEngine) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        transfer.continuation = continuation
        // Refused only by a stopped engine, and only `deinit`, which cannot run while this is called, stops one.
        engine.post(.start(transfer))
      }
    } onCancel: {
      engine.post(.cancel(transfer))
    }
  }

  /// The exchange with its source and its sink moving in tasks beside it.
  private func exchangeStreams(_ transfer: Transfer, on engine: CurlEngine) async {
    // Cancelled on the way out: after an early answer nobody wants the rest of the source.
    async let _: Void = feed(transfer, engine)
    async let writing: Void = drain(transfer, engine)
    await exchange(transfer, on: engine)
    await writing
    if transfer.failure == nil, let cause = transfer.downloadPipe?.failure {
      transfer.failure = TransportError(.sink, "the sink failed: \(cause)", cause: cause)
    }
  }

  /// Moves the source's pieces into the pipe until it ends, fails, or the transfer is over.
  private func feed(_ transfer: Transfer, _ engine: CurlEngine) async {
    guard let pipe = transfer.uploadPipe, case .stream(let reader, let lengthBytes) = transfer.request.body else {
      return
    }
    var left = lengthBytes
    while left > 0 {
      await pipe.waitForSpace()
      let push: UploadPipe.Push
      do {
        let piece = try await reader.read(limit: Int(min(left, 256 << 10)))
        left -= Int64(min(piece.count, Int(clamping: left)))
        push = piece.isEmpty ? pipe.end() : pipe.push(piece)
        if piece.isEmpty { left = 0 }
      } catch {
        push = pipe.fail(error)
        left = 0
      }
      if push.mustResume { engine.post(.resume(transfer)) }
      if push.isClosed { return }
    }
  }

  /// Moves received pieces from the pipe into the sink until the end.
  private func drain(_ transfer: Transfer, _ engine: CurlEngine) async {
    guard let pipe = transfer.downloadPipe, case .stream(let writer) = transfer.sink else { return }
    while true {
      let (bytes, mustResume) = await pipe.next()
      guard let bytes else { return }
      if mustResume { engine.post(.resume(transfer)) }
      do {
        try await writer.write(bytes)
      } catch {
        pipe.fail(error)
        engine.post(.resume(transfer))
      }
    }
  }
}
