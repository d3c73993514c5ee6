import Digests

@testable import Snapshots

private let id = String(repeating: "ab", count: 32)

private let tree = """
  {"nodes":[{"name":"a","type":"file","mode":420,"mtime":"2026-03-01T10:30:00.123456789+01:00","uid":1,"gid":2,"user":"u",
  "size":3,"links":1,"content":["\(id)"]},{"name":"b\\u00e4","type":"dir","mode":2147484141,"subtree":"\(id)","content":null},
  {"name":"l","type":"symlink","linktarget":"../x","linktarget_raw":"Li4veA==","content":null,
  "extended_attributes":[{"name":"user.a","value":"YQ=="}]}]}
  """

private let index = """
  {"supersedes":["\(id)"],"packs":[{"id":"\(id)","blobs":[{"id":"\(id)","type":"data","offset":0,"length":100,
  "uncompressed_length":200},{"id":"\(id)","type":"tree","offset":100,"length":50}]}]}
  """

private let key = MasterKey(derived: (0..<64).map { UInt8($0) })

/// Everything that a repository can hold after whoever has its key wrote it, or anybody, where it is not encrypted.
let repositoryTargets: [FuzzTarget] = [
  FuzzTarget("restic-tree", seeds: seeds(tree, "{\"nodes\":null}", "{\"nodes\":[],\"x\":[{}]}")) {
    (input) throws(FuzzViolation) in
    guard let nodes = accepted({ try TreeDecoder.nodes(input) }) else { return }
    for node in nodes {
      _ = node.hasSafeName
      let written = Array("{\"nodes\":[".utf8) + TreeEncoder.encoded(node) + Array("]}\n".utf8)
      guard let again = accepted({ try TreeDecoder.nodes(written) }), again.count == 1 else {
        throw FuzzViolation("written, it is refused: \(text(written))")
      }
      try hold(TreeEncoder.encoded(again[0]) == TreeEncoder.encoded(node), "read again it differs: \(text(written))")
    }
  },
  FuzzTarget("restic-index", seeds: seeds(index, "{}", "{\"packs\":null}")) { (input) throws(FuzzViolation) in
    var file = IndexFile()
    guard accepted({ try IndexScanner.read(input) { file.packs.append((id: $0, blobs: $1)) } }) != nil else { return }
    var again = IndexFile()
    guard accepted({ try IndexScanner.read(file.encoded()) { again.packs.append((id: $0, blobs: $1)) } }) != nil else {
      throw FuzzViolation("written, it is refused")
    }
    try hold(again.packs.map(\.blobs) == file.packs.map(\.blobs), "read again it differs")
  },
  // The header of a pack, as somebody with the key may have written it.
  FuzzTarget("restic-pack-header") {
    guard let blob = StorageID(id) else { return [] }
    let places = [
      BlobPlace(offset: 0, length: 40, uncompressedLength: nil),
      BlobPlace(offset: 40, length: 60, uncompressedLength: 99),
    ]
    let blobs = places.map { BlobLocation(BlobHandle(.data, blob), pack: blob, place: $0) }
    return [[100] + PackHeader.encoded(blobs), [0]]
  } run: { (input) throws(FuzzViolation) in
    guard let key, let first = input.first, let pack = StorageID(id) else { return }
    let plain = Array(input.dropFirst())
    let sealed = key.seal(plain)
    let blobs = sealed.withUnsafeBytes { PackHeader.blobs(in: $0, pack: pack, bodyBytes: Int64(first), key: key) }
    if let blobs { try hold(PackHeader.encoded(blobs) == plain, "written it is another header") }
    _ = PackHeader.length(tail: plain.suffix(4), packBytes: Int64(plain.count))
    // What was not written with the key opens never.
    try hold(plain.count < 32 || key.open(plain) == nil, "bytes without a seal were opened")
  },
  FuzzTarget(
    "restic-config", seeds: seeds("{\"version\":2,\"id\":\"\(id)\",\"chunker_polynomial\":\"25b468838dcb75\"}")
  ) { (input) throws(FuzzViolation) in
    guard let read = accepted({ try RepositoryConfig(decoding: input) }) else { return }
    try hold(accepted { try RepositoryConfig(decoding: read.encoded()) } == read, "read again it differs")
  },
  FuzzTarget(
    "restic-key",
    seeds: seeds(
      "{\"created\":\"2026-03-01T10:30:00Z\",\"username\":\"u\",\"hostname\":\"h\",\"kdf\":\"scrypt\",\"N\":65536,\"r\":8,\"p\":1,"
        + "\"salt\":\"AAAA\",\"data\":\"AAAA\"}")
  ) { (input) throws(FuzzViolation) in
    guard let read = KeyFile(decoding: input) else { return }
    let again = KeyFile(decoding: read.encoded())
    try hold(again?.parameters == read.parameters && again?.encoded() == read.encoded(), "read again it differs")
    // Bounded before a byte is allocated.
    _ = accepted { try read.parameters.validate() }
  },
  FuzzTarget(
    "restic-snapshot",
    seeds: seeds(
      "{\"time\":\"2026-03-01T10:30:00.123+01:00\",\"parent\":\"\(id)\",\"tree\":\"\(id)\",\"paths\":[\"/a\"],\"hostname\":\"h\","
        + "\"username\":\"u\",\"uid\":1,\"tags\":[\"t\"],\"excludes\":[\"*\"],\"original\":\"\(id)\",\"program_version\":\"p\"}"
    )
  ) { (input) throws(FuzzViolation) in
    guard let read = Snapshot(decoding: input, id: .none) else { return }
    let again = Snapshot(decoding: read.encoded(), id: .none)
    try hold(again?.encoded() == read.encoded(), "read again it differs: \(text(read.encoded()))")
  },
  FuzzTarget(
    "restic-lock", seeds: seeds("{\"time\":\"2026-03-01T10:30:00Z\",\"exclusive\":true,\"hostname\":\"h\",\"pid\":7}")
  ) {
    (input) throws(FuzzViolation) in
    guard let read = LockFile(decoding: input) else { return }
    try hold(LockFile(decoding: read.encoded()) == read, "read again it differs")
  },
]
