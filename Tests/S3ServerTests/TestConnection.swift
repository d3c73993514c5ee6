import Digests
import Glibc
import S3Protocol
import StorageModel
import Testing

/// What a server said.
struct TestAnswer {
  var status = 0
  var headers = HTTPFields()
  var body: [UInt8] = []

  var text: String { String(decoding: body, as: UTF8.self) }
  /// The Code element of an error document.
  var code: String? { S3ErrorDocument(xml: body)?.codeName }
}

/// A blocking connection to a daemon on this machine, on which anything can be sent.
final class TestConnection {
  private let socket: Int32
  private var received: [UInt8] = []

  init(port: Int) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0)
    // A daemon that never answers fails the test instead of hanging it.
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(socket) }

  /// A signed head as bytes.
  static func signed(
    _ method: String, _ target: String, headers: [(String, String)] = [], payload: PayloadHash,
    by caller: Credentials = TestDaemon.credentials
  ) throws -> S3RequestHead {
    var head = S3RequestHead(method: method, rawTarget: target, headers: HTTPFields([("Host", "localhost")]))
    for (name, value) in headers { head.headers.append(name, value) }
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let signer = RequestSigner(region: TestDaemon.region)
    try signer.sign(&head, payload: payload, credentials: caller, now: Timestamp(seconds: Int64(time.tv_sec)))
    return head
  }

  func send(
    _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = [],
    by caller: Credentials = TestDaemon.credentials
  ) throws -> TestAnswer {
    let payload = body.isEmpty ? PayloadHash.empty : .signed(sha256(body))
    var head = try Self.signed(method, target, headers: headers, payload: payload, by: caller)
    if head.headers["content-length"] == nil, head.headers["transfer-encoding"] == nil {
      head.headers.append("Content-Length", String(body.count))
    }
    try write(Self.bytes(head) + body)
    return try readAnswer(isHead: method == "HEAD")
  }

  static func bytes(_ head: S3RequestHead) -> [UInt8] {
    var text = "\(head.method) \(head.rawTarget) HTTP/1.1\r\n"
    for field in head.headers.fields { text += "\(field.name): \(field.value)\r\n" }
    return Array((text + "\r\n").utf8)
  }

  func write(_ bytes: [UInt8]) throws {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      try #require(count > 0, "the daemon closed the connection")
      done += count
    }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// The next answer, a provisional one too.
  func readAnswer(isHead: Bool = false) throws -> TestAnswer {
    let mark = Array("\r\n\r\n".utf8)
    var end = find(mark)
    while end == nil {
      try #require(receive(), "the connection ended before an answer")
      end = find(mark)
    }
    let headEnd = try #require(end)
    var lines = String(decoding: received[..<headEnd], as: UTF8.self).split(separator: "\r\n").map(String.init)
    received.removeFirst(headEnd + mark.count)
    var answer = TestAnswer()
    answer.status = try #require(Int(lines.removeFirst().split(separator: " ")[1]))
    for line in lines {
      let colon = try #require(line.firstIndex(of: ":"))
      answer.headers.append(
        String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
    }
    guard !isHead, answer.status != 204, answer.status != 304, answer.status != 100 else { return answer }
    let length = Int(answer.headers["content-length"] ?? "0") ?? 0
    while received.count < length { try #require(receive(), "the connection ended inside a body") }
    answer.body = Array(received[..<length])
    received.removeFirst(length)
    return answer
  }

  /// True when the daemon ends the connection without another byte.
  func isClosedByDaemon() -> Bool { received.isEmpty && !receive() }

  /// True when the daemon ends the connection before that many bytes came.
  func isClosedBeforeEndOf(bytes count: Int) -> Bool {
    while received.count < count, receive() {}
    return received.count < count
  }

  /// False at the end of the connection.
  private func receive() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(socket, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    received += buffer[..<count]
    return true
  }

  private func find(_ mark: [UInt8]) -> Int? {
    guard received.count >= mark.count else { return nil }
    return (0...(received.count - mark.count)).first { received[$0..<($0 + mark.count)].elementsEqual(mark) }
  }
}
