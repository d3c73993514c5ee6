internal import StorageModel

/// A tar archive: hard links as links, devices and fifos as such.
struct TarArchive: ArchiveWriter {
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  private let writer: any ByteWriter
  private var firstNames: [Identity: [UInt8]] = [:]

  init(_ writer: any ByteWriter) { self.writer = writer }

  mutating func add(_ path: [UInt8], _ node: TreeNode, sizeBytes: UInt64, _ content: FileContent) async throws {
    switch node.kind {
    case .socket, .other: return
    case .file:
      if node.links > 1, node.inode != 0 {
        let identity = Identity(device: node.deviceID, inode: node.inode)
        if let first = firstNames[identity] {
          try await writer.write(TarHeader.blocks(path, node, sizeBytes: 0, link: first))
          return
        }
        firstNames[identity] = path
      }
      try await writer.write(TarHeader.blocks(path, node, sizeBytes: sizeBytes))
      try await content.write(to: writer)
      try await writer.write(TarHeader.padding(sizeBytes))
    default: try await writer.write(TarHeader.blocks(path, node, sizeBytes: 0))
    }
  }

  mutating func finish() async throws { try await writer.write(TarHeader.end) }
}
