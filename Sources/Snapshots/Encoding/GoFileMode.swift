/// The mode of a node: the bits of Go's os.FileMode, not those of st_mode. Only permission bits are the same in both.
package struct GoFileMode: Hashable, Sendable {
  package var bits: UInt32

  package init(bits: UInt32) { self.bits = bits }

  private static let directory: UInt32 = 1 << 31
  private static let symlink: UInt32 = 1 << 27
  private static let device: UInt32 = 1 << 26
  private static let namedPipe: UInt32 = 1 << 25
  private static let socket: UInt32 = 1 << 24
  private static let setUserID: UInt32 = 1 << 23
  private static let setGroupID: UInt32 = 1 << 22
  private static let characterDevice: UInt32 = 1 << 21
  private static let sticky: UInt32 = 1 << 20
  private static let irregular: UInt32 = 1 << 19

  /// From a whole st_mode (inode(7)).
  package init(unixMode mode: UInt32) {
    var bits = mode & 0o777
    if mode & 0o4000 != 0 { bits |= Self.setUserID }
    if mode & 0o2000 != 0 { bits |= Self.setGroupID }
    if mode & 0o1000 != 0 { bits |= Self.sticky }
    switch mode & 0o170000 {
    case 0o040000: bits |= Self.directory
    case 0o120000: bits |= Self.symlink
    case 0o010000: bits |= Self.namedPipe
    case 0o140000: bits |= Self.socket
    case 0o020000: bits |= Self.device | Self.characterDevice
    case 0o060000: bits |= Self.device
    case 0o100000: break
    default: bits |= Self.irregular
    }
    self.bits = bits
  }

  /// Permission bits with setuid, setgid and sticky where st_mode has them; no type.
  package var unixPermissions: UInt32 {
    var mode = bits & 0o777
    if bits & Self.setUserID != 0 { mode |= 0o4000 }
    if bits & Self.setGroupID != 0 { mode |= 0o2000 }
    if bits & Self.sticky != 0 { mode |= 0o1000 }
    return mode
  }
}
