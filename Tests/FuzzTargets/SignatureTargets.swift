import S3Protocol
import StorageModel

private let region = "us-east-1"
private let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG")
private let now = Timestamp(seconds: 1_772_361_000)
private let verifier = SignatureVerifier(region: region)
private let signer = RequestSigner(region: region)

private func verify(_ head: S3RequestHead) -> AuthenticatedRequest? {
  accepted { try verifier.verify(head, now: now) { id, _ in id == credentials.accessKeyID ? credentials : nil } }
}

/// A request as text: the method and target, then a header a line.
private func head(_ input: [UInt8]) -> S3RequestHead {
  let lines = text(input).split(separator: "\n", omittingEmptySubsequences: false)
  let first = lines[0].split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
  var headers = HTTPFields()
  for line in lines.dropFirst().prefix(100) {
    let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    headers.append(String(halves[0]), halves.count == 2 ? String(halves[1]) : "")
  }
  return S3RequestHead(
    method: String(first[0]), rawTarget: first.count == 2 ? String(first[1]) : "/", headers: headers)
}

private func lines(_ head: S3RequestHead) -> [UInt8] {
  let fields = head.headers.fields.map { "\n\($0.name):\($0.value)" }.joined()
  return Array("\(head.method) \(head.rawTarget)\(fields)".utf8)
}

private func example(_ path: String, _ query: String = "") -> S3RequestHead {
  S3RequestHead(
    method: "GET", rawPath: path, rawQuery: query,
    headers: HTTPFields([("host", "localhost:9000"), ("x-amz-meta-a", "b  c"), ("range", "bytes=0-1")]))
}

private func signed(_ head: S3RequestHead, _ payload: PayloadHash) -> S3RequestHead? {
  var head = head
  guard accepted({ try signer.sign(&head, payload: payload, credentials: credentials, now: now) }) != nil else {
    return nil
  }
  return head
}

private func presigned(_ head: S3RequestHead) -> S3RequestHead? {
  accepted { try signer.presign(head, credentials: credentials, now: now, lifetimeSeconds: 600) }
}

let signatureTargets: [FuzzTarget] = [
  // Any head: whoever is let in has the key, or did not say who they are.
  FuzzTarget("signed-head") {
    let heads = [
      signed(example("/b/k"), .empty), signed(example("/b/%C3%A4", "list-type=2&prefix=a%2Fb"), .unsigned),
      signed(example("/b//k/"), .streamingSignedTrailer), presigned(example("/b/k", "versionId=3")), example("/b/k"),
    ]
    return heads.compactMap { $0 }.map(lines)
  } run: { (input) throws(FuzzViolation) in
    let head = head(input)
    guard let request = verify(head) else { return }
    try hold(
      request.accessKeyID == nil || request.accessKeyID == credentials.accessKeyID, "another key was let in")
    let names = head.headers.fields.map { $0.name.lowercased() }
    try hold(
      request.accessKeyID == nil || request.isPresigned || names.contains("authorization"), "no signature was needed")
  },
  // Any path, query and header value can be signed and verified, and no byte of it can be changed afterwards.
  FuzzTarget("sign-and-verify") {
    [Array("\u{3}b/key\n\u{1}list-type=2\nvalue".utf8), Array("Aä/../b\nq=%20+\nx  y".utf8)]
  } run: { (input) throws(FuzzViolation) in
    let parts = input.split(separator: 10, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let place = input.first, input.count > 3 else { return }
    let value = text(parts[2].map { (0x21...0x7e).contains($0) ? $0 : 0x2e })
    var head = S3RequestHead(
      method: "PUT", path: [UInt8(ascii: "/")] + Array(parts[0]),
      query: [QueryParameter("a", text(parts[1])), QueryParameter("b", "")],
      headers: HTTPFields([("host", "h"), ("x-amz-meta-v", value)]))
    guard let whole = place % 2 == 0 ? signed(head, .unsigned) : presigned(head) else { return }
    guard let request = verify(whole) else { throw FuzzViolation("what was signed is refused") }
    try hold(request.target.path == [UInt8(ascii: "/")] + Array(parts[0]), "another path was verified")
    head = whole
    changeOneByte(of: &head, place: Int(place) * 7 + input.count)
    guard let other = verify(head) else { return }
    // Spelled otherwise, but the same.
    try hold(other.target == request.target, "a changed target was verified: \(head.rawTarget)")
    let kept = head.headers["x-amz-meta-v"].map(canonical)
    try hold(kept == canonical(value), "a changed header was verified")
  },
  FuzzTarget(
    "credential-scope", seeds: seeds("AKID/20260901/us-east-1/s3/aws4_request", "a/b/20260901/r/s/aws4_request")
  ) { (input) throws(FuzzViolation) in
    guard let found = CredentialScope(text(input)) else { return }
    let again = CredentialScope(found.accessKeyID + "/" + found.scope.text)
    try hold(
      again?.accessKeyID == found.accessKeyID && again?.scope.text == found.scope.text, "it changes when read again")
  },
  FuzzTarget("request-target", seeds: seeds("/b/%C3%A4%20x?a=b&c=%2F+d&e", "/b//..%2f?x", "/%00?=&&")) {
    (input) throws(FuzzViolation) in
    let head = S3RequestHead(method: "GET", rawTarget: text(input))
    guard let target = accepted({ try head.target() }) else { return }
    let again = S3RequestHead(method: "GET", path: target.path, query: target.parameters)
    try hold(accepted { try again.target() } == target, "encoded and decoded it is another one")
    _ = target.duplicatedName
    _ = target.bucketAndKey
  },
]

/// White space at the ends and in a row does not count (S3 API Reference, "Create a canonical request").
private func canonical(_ value: String) -> String { value.split(separator: " ").joined(separator: " ") }

private func changeOneByte(of head: inout S3RequestHead, place: Int) {
  func changed(_ text: String) -> String {
    var bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return text }
    let index = place % bytes.count
    bytes[index] = bytes[index] == 0x61 ? 0x62 : 0x61
    return String(decoding: bytes, as: UTF8.self)
  }
  switch place % 3 {
  case 0: head.rawPath = "/" + changed(String(head.rawPath.dropFirst()))
  case 1: head.rawQuery = changed(head.rawQuery)
  default: head.headers["x-amz-meta-v"] = changed(head.headers["x-amz-meta-v"] ?? "")
  }
}
