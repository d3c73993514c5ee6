package import StorageModel

/// Joins up to three ascending streams by path: source, target and state rows.
///
/// A pull machine without I/O: ``next()`` says which stream it needs, the caller feeds a batch or ends the stream.
/// Memory is bounded by the batches that were fed. Nothing is emitted that a later batch could still precede, and a
/// stream that does not strictly ascend is refused when it is fed, before anything of that batch was emitted.
package struct SortedMerge {
  /// What the streams have under one path; at least one of the three is there.
  package struct Item {
    package var source: Entry?
    package var target: Entry?
    package var row: StateRecord?

    package var path: PathBytes { source?.path ?? target?.path ?? row?.path ?? PathBytes(bytes: []) }
  }

  /// What ``next()`` came to.
  package enum Step {
    /// Feed or end this stream, then ask again.
    case needSource, needTarget, needState
    case item(Item)
    /// All streams ended and everything was emitted.
    case done
  }

  private var source: MergeBuffer<Entry>
  private var target: MergeBuffer<Entry>
  private var rows: MergeBuffer<StateRecord>

  /// A stream that is not wanted counts as ended.
  package init(wantsTarget: Bool = true, wantsState: Bool = true) {
    source = MergeBuffer(isEnded: false)
    target = MergeBuffer(isEnded: !wantsTarget)
    rows = MergeBuffer(isEnded: !wantsState)
  }

  /// The next entries of the source; an empty batch is allowed and says nothing about the end.
  package mutating func feedSource(_ batch: [Entry]) throws(PlanningError) { try source.feed(batch, .source) }
  package mutating func feedTarget(_ batch: [Entry]) throws(PlanningError) { try target.feed(batch, .target) }
  package mutating func feedState(_ batch: [StateRecord]) throws(PlanningError) {
    try rows.feed(batch, .state)
  }

  package mutating func endSource() { source.isEnded = true }
  package mutating func endTarget() { target.isEnded = true }
  package mutating func endState() { rows.isEnded = true }

  /// The next path in byte order, or what is missing to know it.
  package mutating func next() -> Step {
    if source.isHungry { return .needSource }
    if target.isHungry { return .needTarget }
    if rows.isHungry { return .needState }
    var takesSource = source.hasHead
    var takesTarget = target.hasHead
    if takesSource && takesTarget {
      let order = compareBytes(source.headKey, target.headKey)
      takesSource = order <= 0
      takesTarget = order >= 0
    }
    var takesRow = rows.hasHead
    if takesRow && (takesSource || takesTarget) {
      let order = compareBytes(takesSource ? source.headKey : target.headKey, rows.headKey)
      takesRow = order >= 0
      if order > 0 {
        takesSource = false
        takesTarget = false
      }
    }
    guard takesSource || takesTarget || takesRow else { return .done }
    var item = Item()
    if takesSource { item.source = source.take() }
    if takesTarget { item.target = target.take() }
    if takesRow { item.row = rows.take() }
    return .item(item)
  }
}

/// What has a path to merge by.
protocol MergeElement: Sendable {
  var path: PathBytes { get }
}

extension Entry: MergeElement {}
extension StateRecord: MergeElement {}

/// One stream's batch and the position in it.
struct MergeBuffer<Element: MergeElement> {
  private var batch: [Element] = []
  private var position = 0
  private var last: PathBytes?
  var isEnded: Bool

  init(isEnded: Bool) { self.isEnded = isEnded }

  var hasHead: Bool { position < batch.count }
  var isHungry: Bool { position >= batch.count && !isEnded }
  /// Only while `hasHead`.
  var headKey: [UInt8] { batch[position].path.bytes }

  mutating func take() -> Element {
    defer { position += 1 }
    return batch[position]
  }

  mutating func feed(_ more: [Element], _ stream: MergeStream) throws(PlanningError) {
    var previous = last
    for index in more.indices {
      let path = more[index].path
      if let previous, compareBytes(previous.bytes, path.bytes) >= 0 { throw .notAscending(stream, previous, path) }
      previous = path
    }
    last = previous
    batch = hasHead ? Array(batch[position...]) + more : more
    position = 0
  }
}
