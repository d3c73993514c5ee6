package import Planning
package import StorageModel

/// What is done to one path.
package enum MirrorAction: String, Sendable, CaseIterable {
  case upload, download
  /// Inside one endpoint.
  case copy
  /// From one endpoint to another, through this machine.
  case relay
  case delete
  case makeDirectory = "mkdir"
  /// Times and attributes anew, content as it is.
  case metadata
}

/// One action of a plan or a run.
package struct MirrorStep: Sendable {
  package var action: MirrorAction
  package var path: PathBytes
  /// Of the content that is moved; 0 for a delete or a directory.
  package var sizeBytes: Int64
  /// Why: `new`, `sizeDiffers`, `renamed from a/b`.
  package var reason: String
  /// Of the source object; nil for STANDARD and for a file.
  package var storageClass: String?
  /// Of the object that is written, where it is another one than the run's.
  package var writtenClass: String?
  /// Of the object that gives way in the target.
  package var freedBytes: Int64 = 0

  package init(action: MirrorAction, path: PathBytes, sizeBytes: Int64, reason: String) {
    self.action = action
    self.path = path
    self.sizeBytes = sizeBytes
    self.reason = reason
  }
}

/// What a run tells while it goes on. The calls come from many tasks at once.
package enum MirrorEvent: Sendable {
  /// Only in a dry run, and while a plan is made.
  case planned(MirrorStep, PlanItem)
  case started(MirrorStep)
  /// Bytes of file content that went over the wire since the last one.
  case progress(bytes: Int64)
  case finished(MirrorStep)
  case failed(MirrorStep, any Error)
  /// A source entry that could not be read, changed meanwhile, or cannot be mirrored.
  case skipped(PathBytes, MirrorSkip)
  /// The endpoint of this identity turned out to list folder by folder.
  case listsByFolder(endpointIdentity: String)
  /// One sentence that the user should see once.
  case notice(String)
}

/// Why a source entry was left out although it was wanted.
package enum MirrorSkip: Sendable {
  /// An error of this machine: exit 3.
  case unreadable(any Error)
  /// The content changed while it was read: exit 3.
  case changed
  /// A fifo, socket or device: a notice, no error.
  case specialFile
  /// A name that cannot exist at the target: exit 7.
  case unsafeName(String)
  /// The target has a directory where the source has a file, or the other way round: exit 1.
  case kindDiffers
}

/// Who listens to a run. Calls must return fast; they come from many tasks.
package protocol MirrorObserver: Sendable {
  func handle(_ event: MirrorEvent)
}
