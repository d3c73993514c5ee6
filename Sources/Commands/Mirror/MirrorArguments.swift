import ArgumentParser
import Mirroring
import Planning
import StorageModel

/// Everything that sync, plan and verify have in common on the command line.
struct MirrorArguments: ParsableArguments {
  @Argument(help: ArgumentHelp("Folder, s3://bucket/prefix or NAME:bucket/prefix to read.", valueName: "source"))
  var source: String

  @Argument(
    help: ArgumentHelp("Folder, s3://bucket/prefix or NAME:bucket/prefix to make equal.", valueName: "target"))
  var target: String

  @OptionGroup var past: PastOptions
  @OptionGroup(title: "Comparing") var comparison: ComparisonOptions
  @OptionGroup(title: "Safety") var safety: SafetyOptions
  @OptionGroup(title: "Filters") var filters: FilterOptions
  @OptionGroup(title: "Metadata") var metadata: MetadataOptions
  @OptionGroup(title: "Objects") var objects: ObjectOptions
  @OptionGroup(title: "Transfers") var transfers: TransferOptions
  @OptionGroup(title: "State") var state: StateOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions
}

/// What counts as changed.
struct ComparisonOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Compare contents, whatever sizes and times say.")
  var checksum = false

  @Flag(help: "Files of equal size are equal.")
  var sizeOnly = false

  @Flag(name: .shortAndLong, help: "Leave alone what is newer at the target.")
  var update = false

  @Flag(help: "Only update what the target has; create nothing.")
  var existing = false

  @Flag(help: "Only create what the target does not have; update nothing.")
  var ignoreExisting = false

  func validate() throws {
    if checksum && sizeOnly { throw ValidationError("--checksum and --size-only exclude each other") }
    if existing && ignoreExisting {
      throw ValidationError("--existing and --ignore-existing together leave nothing to do")
    }
  }
}

extension MirrorArguments {
  /// The options of the engine for this command line.
  func mirrorOptions(_ direction: SyncDirection, context: CommandContext) throws -> MirrorOptions {
    var rules = ChangeRules(direction: direction)
    rules.mode = comparison.checksum ? .checksum : comparison.sizeOnly ? .sizeOnly : .standard
    rules.trust = Trust(rawValue: state.trust.rawValue) ?? .list
    rules.rehashes = state.rehash
    rules.skipsNewerTarget = comparison.update
    rules.onlyExisting = comparison.existing
    rules.ignoresExisting = comparison.ignoreExisting
    rules.deletes = safety.delete
    rules.keepsDirectories = true
    rules.copiesSymlinks = metadata.keepsLinks
    rules.updatesMetadata = metadata.keepsTimes || metadata.keepsPermissions || metadata.keepsOwner
    guard rules.trust != .state || !rules.deletes else {
      throw CommandError.usage("--delete needs a listing", next: "leave --trust state away")
    }
    var options = MirrorOptions(rules: rules)
    options.filters = try filters.compiled(context)
    options.selection = filters.selection(now: context.now())
    options.oneFileSystem = filters.oneFileSystem
    options.markers = filters.excludeIfPresent.map { ArgumentBytes.bytes($0) }
    options.skipsCacheDirectories = filters.excludeCaches
    options.metadata = metadata.selection
    options.objects = objects.settings
    options.isDryRun = safety.dryRun
    options.deletion = safety.deletionGuard
    options.partSizeBytes = transfers.partSize?.bytes
    options.maximumDuration = transfers.maxDuration?.duration
    options.maximumTransferBytes = transfers.maxTransfer?.bytes
    return options
  }
}

extension SafetyOptions {
  var deletionGuard: DeletionGuard {
    DeletionGuard(limit: maxDelete ?? .standard, allowsEmptySource: allowEmptySource)
  }
}

extension MetadataOptions {
  var selection: MetadataSelection {
    var selection = MetadataSelection()
    selection.symlinks = keepsLinks
    selection.permissions = keepsPermissions
    selection.times = keepsTimes
    selection.owner = keepsOwner
    selection.group = keepsGroup
    selection.extendedAttributes = keepsExtendedAttributes
    selection.sparse = sparse
    return selection
  }
}

extension ObjectOptions {
  var settings: ObjectSettings {
    var settings = ObjectSettings()
    settings.storageClass = storageClass
    settings.serverSideEncryption = sse
    settings.kmsKeyID = sseKmsKeyId
    settings.contentType = contentType
    settings.cacheControl = cacheControl
    settings.metadata = metadata.map { ($0.name, $0.value) }
    settings.tags = tag.map { ($0.name, $0.value) }
    return settings
  }
}
