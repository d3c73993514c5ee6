/// A change of the store that is decided on and not yet made: so that whoever wants it made can choose between waiting
/// for it and being told of it.
package struct StoreChange<Outcome: Sendable>: Sendable {
  let body: @Sendable (MetadataTransaction) throws(BlobStorageError) -> Outcome
  /// What was prepared for the change, which goes when the change is refused.
  var prepared: StoredBody?
}

extension BlobStore {
  /// Makes a change; durable when the call returns.
  package func make<Outcome>(_ change: StoreChange<Outcome>) throws(BlobStorageError) -> Outcome {
    do throws(BlobStorageError) {
      if change.prepared != nil { try DiskReserve.require(folder.path) }
      return try writer.commit(change.body)
    } catch {
      forget(change.prepared, after: error)
      throw error
    }
  }

  /// Makes a change and returns at once: `then` runs in the inbox's own time, with what ``make(_:)`` would have
  /// returned or thrown.
  @_specialize(where Outcome == WrittenObject)
  @_specialize(where Outcome == DeletedObject)
  @_specialize(where Outcome == PartRecord)
  package func make<Outcome>(
    _ change: StoreChange<Outcome>, reportingTo inbox: any OutcomeInbox,
    _ then: @escaping @Sendable (Result<Outcome, BlobStorageError>) -> Void
  ) {
    do throws(BlobStorageError) {
      if change.prepared != nil { try DiskReserve.require(folder.path) }
    } catch {
      forget(change.prepared, after: error)
      inbox.deliver([{ then(.failure(error)) }])
      return
    }
    writer.commit(change.body, reportingTo: inbox) { [self] result in
      if case .failure(let error) = result { forget(change.prepared, after: error) }
      then(result)
    }
  }

  /// After a failed commit the row may be there all the same: then the next start decides.
  private func forget(_ body: StoredBody?, after error: BlobStorageError) {
    if let body, error.leavesNothing { discard(body) }
  }
}
