internal import NIOCore
internal import NIOPosix
internal import S3Protocol

extension ConnectionHandler {
  /// Carries out a request whose body is there as a whole.
  func runCollected(_ admitted: AdmittedRequest, _ collected: ByteBuffer?) {
    let context = services.context
    let gate = services.gate
    let isLook = ["GET", "HEAD"].contains(admitted.request.wire.method)
    submit(to: isLook ? services.workers.readers : services.workers.writers) { () throws(S3Error) -> Answer in
      try answered(admitted, collected, gate, context)
    } done: { handler, result in
      handler.answer(result)
    }
  }

  /// Carries out a call of the services for identities and tokens.
  func runCall(_ head: S3RequestHead, _ collected: ByteBuffer?) {
    let services = services
    let facts = connectionFacts
    let requestID = exchange?.requestID ?? ""
    submit(to: services.workers.writers) { () throws(S3Error) -> Answer in
      let body = collected.map { Array($0.readableBytesView) } ?? []
      return services.administration.answer(
        head, body: body, connection: facts, now: services.now(), requestID: requestID)
    } done: { handler, result in
      handler.answer(result)
    }
  }

  /// Starts an upload: what can be refused without the body is refused here.
  func open(_ flow: UploadFlow) {
    guard case .upload(let start) = flow.admitted.route.action else { return }
    flow.isBusy = true
    let admitted = flow.admitted
    let context = services.context
    let gate = services.gate
    submit { () throws(S3Error) -> any BodySink in
      do throws(S3Error) {
        return try start(admitted.request, try gate.authorise(admitted, context))
      } catch {
        throw gate.concealed(error, admitted)
      }
    } done: { handler, result in
      guard case .streaming(let flow) = handler.phase else { return }
      flow.isBusy = false
      switch result {
      case .failure(let error): handler.fail(error)
      case .success(let upload):
        flow.upload = upload
        handler.sendContinue()
        handler.pass(flow)
        handler.readOn()
      }
    }
  }

  /// Hands what waits to a job, if it is enough for one or the end, and none runs.
  func pass(_ flow: UploadFlow) {
    guard !flow.isBusy, let upload = flow.upload, let exchange else { return }
    let isEnd = exchange.inputEnded
    guard isEnd || flow.waitingBytes >= services.limits.batchBytes else { return }
    let batch = flow.waiting
    flow.waiting = []
    flow.waitingBytes = 0
    flow.isBusy = true
    if isEnd { phase = .working }
    submit { () throws(S3Error) -> Answer? in
      for bytes in batch { try take(bytes, upload) }
      return isEnd ? try upload.finish() : nil
    } done: { handler, result in
      flow.isBusy = false
      switch result {
      case .failure(let error): handler.fail(error)
      case .success(let answer?): handler.answer(.success(answer))
      case .success(nil):
        handler.pass(flow)
        handler.readOn()
      }
    }
  }

  /// Runs `body` on a thread that may block, one for writers unless told otherwise, then `done` on the event loop,
  /// unless the connection is gone by then.
  func submit<Value: Sendable>(
    to pool: NIOThreadPool? = nil, _ body: @escaping @Sendable () throws(S3Error) -> Value,
    done: @escaping (ConnectionHandler, Result<Value, S3Error>) -> Void
  ) {
    guard let context else { return }
    let loop = context.eventLoop
    let bound = NIOLoopBound((self, done), eventLoop: loop)
    (pool ?? services.workers.writers).submit { state in
      let result: Result<Value, S3Error>
      switch state {
      case .cancelled: result = .failure(S3Error(.serviceUnavailable))
      case .active:
        do throws(S3Error) {
          result = .success(try body())
        } catch {
          result = .failure(error)
        }
      }
      loop.execute {
        let (handler, done) = bound.value
        if case .closed = handler.phase { return }
        done(handler, result)
      }
    }
  }
}

/// Authorises a request and carries it out.
private func answered(
  _ admitted: AdmittedRequest, _ collected: ByteBuffer?, _ gate: RequestGate, _ context: ServerContext
) throws(S3Error) -> Answer {
  var admitted = admitted
  do throws(S3Error) {
    switch admitted.route.action {
    case .document(let handle):
      let body = collected.map { Array($0.readableBytesView) } ?? []
      admitted.request.wire.body = try DocumentCheck.document(body, of: admitted.request)
      let context = try gate.authorise(admitted, context)
      defer { gate.noteChange(by: admitted) }
      return try handle(admitted.request, context)
    case .upload(let start):
      admitted.request.hasWholeBody = true
      let upload = try start(admitted.request, try gate.authorise(admitted, context))
      if let collected { try take(collected, upload) }
      return try upload.finish()
    }
  } catch {
    throw gate.concealed(error, admitted)
  }
}

private func take(_ bytes: ByteBuffer, _ upload: any BodySink) throws(S3Error) {
  var failure: S3Error?
  bytes.withUnsafeReadableBytes { buffer in
    do throws(S3Error) {
      try upload.take(buffer)
    } catch {
      failure = error
    }
  }
  if let failure { throw failure }
}
