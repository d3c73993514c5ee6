import ArgumentParser

/// What of a file travels besides its bytes; the letters are rsync's.
struct MetadataOptions: ParsableArguments {
  @Flag(name: [.customShort("a"), .long], help: "Archive: the same as -lptogX.")
  var archive = false

  @Flag(name: [.customShort("l"), .long], help: "Keep symbolic links as links.")
  var links = false

  @Flag(name: [.customShort("p"), .customLong("perms")], help: "Keep permissions.")
  var permissions = false

  @Flag(name: [.customShort("t"), .long], help: "Keep modification times.")
  var times = false

  @Flag(name: [.customShort("o"), .long], help: "Keep the owner.")
  var owner = false

  @Flag(name: [.customShort("g"), .long], help: "Keep the group.")
  var group = false

  @Flag(name: [.customShort("X"), .customLong("xattrs")], help: "Keep extended attributes.")
  var extendedAttributes = false

  @Flag(name: [.customShort("S"), .long], help: "Write holes where files have long runs of zeros.")
  var sparse = false

  var keepsLinks: Bool { archive || links }
  var keepsPermissions: Bool { archive || permissions }
  var keepsTimes: Bool { archive || times }
  var keepsOwner: Bool { archive || owner }
  var keepsGroup: Bool { archive || group }
  var keepsExtendedAttributes: Bool { archive || extendedAttributes }
}
