internal import NIOCore
internal import NIOPosix
internal import S3Protocol

extension ConnectionHandler {
  /// Carries out a request whose body is there as a whole: here and now if that is brief and everything it needs is in
  /// memory, else on a thread that may wait.
  func runCollected(_ admitted: AdmittedRequest, _ collected: ByteBuffer?) {
    let services = services
    let work: @Sendable () throws(S3Error) -> Carried = { () throws(S3Error) -> Carried in
      try carriedOut(admitted, collected, services.gate, services.context)
    }
    let isHere = admitted.route.isBrief && collected?.readableBytes ?? 0 <= services.limits.bodyHereBytes
    if isHere, let result = place.attempt(work) { return conclude(result) }
    let isLook = ["GET", "HEAD"].contains(admitted.request.wire.method)
    submit(to: isLook ? services.workers.readers : services.workers.writers, work) { $0.conclude($1) }
  }

  private func conclude(_ result: Result<Carried, S3Error>) {
    switch result {
    case .failure(let error): fail(error)
    case .success(.answer(let answer)): self.answer(.success(answer))
    case .success(.pending(let pending)): waitFor(pending)
    }
  }

  /// Waits for a change without a thread, then answers.
  private func waitFor(_ pending: PendingAnswer) {
    guard let context else { return }
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    pending.start(reportingTo: place) { make in
      let handler = bound.value
      if case .closed = handler.phase { return }
      if let result = handler.place.attempt(make) { return handler.answer(result) }
      handler.submit(make) { $0.answer($1) }
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
    submit { () throws(S3Error) -> PendingAnswer? in
      for bytes in batch { try take(bytes, upload) }
      return isEnd ? try upload.finish() : nil
    } done: { handler, result in
      flow.isBusy = false
      switch result {
      case .failure(let error): handler.fail(error)
      case .success(let pending?): handler.waitFor(pending)
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

/// What carrying out a request came to.
private enum Carried: Sendable {
  case answer(Answer)
  case pending(PendingAnswer)
}

/// Authorises a request and carries it out.
private func carriedOut(
  _ admitted: AdmittedRequest, _ collected: ByteBuffer?, _ gate: RequestGate, _ context: ServerContext
) throws(S3Error) -> Carried {
  var request = admitted.request
  do throws(S3Error) {
    switch admitted.route.action {
    case .document(let handle):
      request.wire.body = try document(collected, of: request)
      let context = try gate.authorise(request, admitted.route, context)
      defer { gate.noteChange(by: admitted) }
      return .answer(try handle(request, context))
    case .change(let handle):
      request.wire.body = try document(collected, of: request)
      let context = try gate.authorise(request, admitted.route, context)
      return .pending(concealing(try handle(request, context), admitted, gate))
    case .upload(let start):
      request.hasWholeBody = true
      let upload = try start(request, try gate.authorise(request, admitted.route, context))
      if let collected { try take(collected, upload) }
      return .pending(concealing(try upload.finish(), admitted, gate))
    }
  } catch {
    throw gate.concealed(error, admitted)
  }
}

private func document(_ collected: ByteBuffer?, of request: VerifiedRequest) throws(S3Error) -> [UInt8] {
  try DocumentCheck.document(collected.map { Array($0.readableBytesView) } ?? [], of: request)
}

/// What the change is refused with says no more than what the request was refused with before it.
private func concealing(_ pending: PendingAnswer, _ admitted: AdmittedRequest, _ gate: RequestGate) -> PendingAnswer {
  pending.mapRefusal { gate.concealed($0, admitted) }
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
