internal import Glibc
internal import StorageModel
internal import Synchronization

/// One connection of the server, on its own thread.
struct StubConnection {
  let server: StubServer
  let descriptor: Int32
  let number: Int

  /// Serves requests until the client leaves, a rule ends the connection, or something arrives that is no request.
  func serve() {
    var pending: [UInt8] = []
    while let head = readHead(&pending) {
      let count = server.state.withLock { state -> Int in
        state.requests += 1
        return state.requests
      }
      guard var request = StubRequest(head: head, number: count, connection: number) else {
        send(StubResponse.error(400, "BadRequest").serialized(date: httpDate(secondsNow())))
        return
      }
      let actions = server.state.withLock { $0.script.actions(for: request) }
      guard readBody(&request, &pending, actions) else { return }
      let (response, date) = server.state.withLock { state -> (StubResponse, String) in
        let response = respond(to: request, actions, &state.model)
        return (response, httpDate(state.model.now))
      }
      guard write(response, date: date, request, actions) else { return }
    }
  }

  private func respond(to request: StubRequest, _ actions: [StubAction], _ model: inout StubModel) -> StubResponse {
    for case .prepare(let change) in actions { change(request, &model) }
    for case .answer(var response) in actions {
      response.omitsBody = request.method == "HEAD"
      return response
    }
    var response = model.respond(to: request)
    for action in actions {
      switch action {
      case .answerAfterwards(let other):
        response = other
        response.omitsBody = request.method == "HEAD"
      case .rewrite(let change): change(request, &response)
      case .flipBit(let offset):
        if !response.body.isEmpty { response.body[min(offset, response.body.count - 1)] ^= 1 }
      case .truncate(let count, let announces):
        let whole = response.body.count
        response.body = Array(response.body.prefix(count))
        switch announces {
        case .whole: response.announcedLength = whole
        case .truncated: response.announcedLength = response.body.count
        case .nothing: response.announcedLength = nil
        }
      default: break
      }
    }
    return response
  }

  /// Records the request and sends the answer as the rules want it. False when the connection ends here.
  private func write(
    _ response: StubResponse, date: String, _ request: StubRequest, _ actions: [StubAction]
  ) -> Bool {
    let bytes = response.serialized(date: date)
    let bodyBytes = response.omitsBody ? 0 : response.body.count
    let record = StubRecord(
      number: request.number, connection: number, operation: request.operation, bucket: request.bucket,
      key: request.key, target: request.target, fields: request.fields, bodyBytes: request.body.count,
      accessKey: request.accessKey, status: response.status, responseBytes: bytes.count,
      responseHeadBytes: bytes.count - bodyBytes)
    server.state.withLock { $0.records.append(record) }
    for action in actions {
      switch action {
      case .stall(let count):
        send(Array(bytes.prefix(count)))
        return awaitClient()
      case .finish(let count):
        send(Array(bytes.prefix(count)))
        return leave()
      case .reset(let count):
        send(Array(bytes.prefix(count)))
        return resetNow()
      case .raw(let other):
        send(other)
        return leave()
      case .duplicate: return send(bytes + bytes)
      case .interim(let count): send(Array(String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: count).utf8))
      default: break
      }
    }
    send(bytes)
    let isCut =
      response.announcedLength == nil || (!response.omitsBody && response.announcedLength != response.body.count)
    if isCut || equalsIgnoringCase(request.fields["Connection"] ?? "", "close") { return leave() }
    return true
  }

  private func leave() -> Bool {
    shutdown(descriptor, Int32(SHUT_WR))
    drain()
    return false
  }

  /// Waits, without sending anything, until the client closes the connection or the server stops.
  private func awaitClient() -> Bool {
    drain()
    return false
  }

  private func drain() {
    var scratch = [UInt8](repeating: 0, count: 65536)
    while recv(descriptor, &scratch, scratch.count, 0) > 0 {}
  }

  /// SO_LINGER with zero time makes the close send a RST.
  private func resetNow() -> Bool {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    return false
  }

  @discardableResult
  private func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer -> Int in
        guard let start = buffer.baseAddress else { return -1 }
        return Glibc.send(descriptor, start + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  private func receive(_ limit: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: min(limit, 1 << 18))
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    buffer.removeLast(buffer.count - count)
    return buffer
  }

  /// The bytes up to the empty line; what came after them stays in `pending`. nil when the client left.
  private func readHead(_ pending: inout [UInt8]) -> [UInt8]? {
    let mark = Array("\r\n\r\n".utf8)
    var searched = 0
    while true {
      if pending.count >= 4 {
        for start in searched...(pending.count - 4) where pending[start] == 13 && pending[start...].starts(with: mark) {
          let head = Array(pending[..<(start + 4)])
          pending.removeFirst(start + 4)
          return head
        }
        searched = pending.count - 3
      }
      guard pending.count < 1 << 18, let more = receive(1 << 16) else { return nil }
      pending += more
    }
  }

  /// Reads the body as far as the rules let it. False when the connection ends here.
  private func readBody(_ request: inout StubRequest, _ pending: inout [UInt8], _ actions: [StubAction]) -> Bool {
    let length = Int(request.fields["Content-Length"] ?? "0") ?? 0
    let isChunked = request.fields["Transfer-Encoding"].map { equalsIgnoringCase($0, "chunked") } ?? false
    if request.fields["Expect"] != nil {
      for case .refuseContinue(let response) in actions {
        _ = write(response, date: httpDate(secondsNow()), request, [])
        return leave()
      }
      let isIgnored = actions.contains { if case .ignoreContinue = $0 { true } else { false } }
      if !isIgnored { send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
    }
    for action in actions {
      switch action {
      case .resetUpload(let count):
        _ = take(min(count, length), &pending)
        return resetNow()
      case .stallUpload(let count):
        _ = take(min(count, length), &pending)
        return awaitHangup()
      default: break
      }
    }
    guard !isChunked else {
      _ = write(.error(411, "MissingContentLength"), date: httpDate(secondsNow()), request, [])
      return leave()
    }
    guard let body = take(length, &pending) else { return false }
    let isStreaming = request.fields["x-amz-content-sha256"]?.hasPrefix("STREAMING-") ?? false
    request.body = isStreaming ? decodedChunks(body) : body
    return true
  }

  /// Reads nothing more, and returns false once the client has closed its side.
  private func awaitHangup() -> Bool {
    // POLLRDHUP, which Glibc's module leaves out.
    let hangup: Int16 = 0x2000
    var entry = pollfd(fd: descriptor, events: hangup, revents: 0)
    while poll(&entry, 1, -1) < 0, errno == EINTR {}
    return false
  }

  private func take(_ count: Int, _ pending: inout [UInt8]) -> [UInt8]? {
    var body = Array(pending.prefix(count))
    pending.removeFirst(body.count)
    body.reserveCapacity(count)
    while body.count < count {
      guard let more = receive(count - body.count) else { return nil }
      body += more
    }
    return body
  }

  /// The payload of the aws-chunked coding; trailers are left out.
  private func decodedChunks(_ body: [UInt8]) -> [UInt8] {
    var payload: [UInt8] = []
    var rest = body[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
      let digits = line.prefix { $0.isHexDigit }
      guard let size = Int(digits, radix: 16), size > 0 else { break }
      rest = rest[(end + 1)...]
      payload += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    return payload
  }
}
