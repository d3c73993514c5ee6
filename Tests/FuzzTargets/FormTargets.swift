import Digests
import S3Protocol
import StorageModel

@testable import S3Server

private let contentType = "multipart/form-data; boundary=edge"

/// What a body in pieces of that size brings; nil where it is refused.
private func read(_ body: [UInt8], pieceBytes: Int) -> (fields: [FormField], content: [UInt8], hasEnded: Bool)? {
  accepted {
    var reader = try FormReader(contentType: contentType)
    var fields: [FormField] = []
    var content: [UInt8] = []
    for start in stride(from: 0, to: body.count, by: max(1, pieceBytes)) {
      let piece = Array(body[start..<min(body.count, start + max(1, pieceBytes))])
      for event in try piece.withUnsafeBytes({ try reader.take($0) }) {
        switch event {
        case .fields(let found): fields = found
        case .content(let bytes): content += bytes
        case .end: break
        }
      }
    }
    return (fields, content, reader.hasEnded)
  }
}

private func form(_ fields: [(String, String)], _ file: String) -> String {
  fields.map { "--edge\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }.joined()
    + "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\x\\\"y.txt\"\r\nContent-Type: text/plain"
    + "\r\n\r\n\(file)\r\n--edge--\r\n"
}

private let policy = """
  {"expiration":"2027-01-01T00:00:00Z","conditions":[{"bucket":"b"},["starts-with","$key","user/"],["eq","$acl","private"],
  ["content-length-range",1,"10"],{"x-amz-meta-a":"b"}]}
  """

let formTargets: [FuzzTarget] = [
  FuzzTarget(
    "post-form",
    seeds: seeds(
      form([("key", "user/${filename}"), ("acl", "private"), ("x-amz-meta-a", "b")], "content\r\n--edg"),
      form([("key", "k"), ("tagging", "<Tagging><TagSet></TagSet></Tagging>"), ("Content-Type", "a/b")], ""),
      "--edge\r\nContent-Disposition: form-data; name=key\r\n\r\n\r\n--edge--")
  ) { (input) throws(FuzzViolation) in
    let whole = read(input, pieceBytes: input.count)
    for pieceBytes in [1, 13] {
      let pieces = read(input, pieceBytes: pieceBytes)
      // One large piece may be refused for its length where small ones met the file's end before.
      guard let whole, let pieces else { continue }
      try hold(whole.content == pieces.content && whole.hasEnded == pieces.hasEnded, "pieces give another file")
      try hold(
        whole.fields.map(\.value) == pieces.fields.map(\.value)
          && whole.fields.map(\.head.name) == pieces.fields.map(\.head.name), "pieces give other fields")
    }
    guard let whole, let bucket = BucketName("bucket"),
      let form = accepted({ try PostForm(whole.fields, bucket: bucket) })
    else { return }
    try hold(form.key.bytes.count <= ObjectKey.maximumBytes && !form.key.bytes.isEmpty, "a key that none can be")
    _ = accepted { try form.headers() }
  },
  FuzzTarget("post-policy", seeds: { [Array(policy.utf8)] }) { (input) throws(FuzzViolation) in
    guard let read = accepted({ try PostPolicy(base64Encoded(input)) }) else { return }
    let range = read.lengthBytes
    try hold(range.lowerBound >= 0 && range.lowerBound <= range.upperBound, "an impossible length")
  },
  FuzzTarget(
    "form-content-type", seeds: seeds(contentType, "multipart/form-data;boundary=\"a b\";x", "Multipart/Form-Data")
  ) {
    (input) throws(FuzzViolation) in
    _ = accepted { try FormReader(contentType: text(input)) }
  },
  FuzzTarget(
    "preflight",
    seeds: seeds("OPTIONS\nhttps://a.example\nPUT\nx-amz-meta-a, content-type", "GET\nnull\n\n")
  ) { (input) throws(FuzzViolation) in
    let parts = text(input).split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4 else { return }
    _ = CrossOriginRequest(
      method: parts[0],
      HTTPFields([
        ("origin", parts[1]), ("access-control-request-method", parts[2]), ("access-control-request-headers", parts[3]),
      ]))
  },
]
