internal import HTTPTransport
package import ObjectStores
internal import S3Protocol
package import StorageModel

extension S3Store {
  /// A single object, keys that XML cannot carry, and everything at an endpoint without DeleteObjects go one by one.
  package func delete(_ items: [DeleteItem]) async throws(StoreError) -> [DeleteOutcome] {
    guard items.count <= limits.deleteBatch else {
      throw StoreError(
        .invalidRequest, operation: DeleteObjectsRequest.name, bucket: bucket.text,
        message: "more than \(limits.deleteBatch) objects in one call")
    }
    let batch = items.count == 1 ? [] : items.filter { DeleteObjectsRequest.canCarry($0.key) }
    let together = try await deleteTogether(batch)
    var outcomes: [DeleteOutcome] = []
    outcomes.reserveCapacity(items.count)
    for item in items {
      if let together, items.count > 1, DeleteObjectsRequest.canCarry(item.key) {
        let name = Name(item.key, item.versionID)
        outcomes.append(
          DeleteOutcome(key: item.key, error: together.failures[name], markerVersionID: together.markers[name]))
      } else {
        outcomes.append(try await deleteAlone(item))
      }
    }
    return outcomes
  }

  /// What one DeleteObjects came to: objects that are neither in here are gone.
  private struct Together {
    var failures: [Name: StoreError] = [:]
    var markers: [Name: String] = [:]
  }

  private struct Name: Hashable {
    let key: ObjectKey
    let versionID: String?

    init(_ key: ObjectKey, _ versionID: String?) {
      self.key = key
      self.versionID = versionID.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  /// In the long form of the answer, so that an object which it does not mention is not taken for deleted. nil where
  /// the endpoint does not have the operation.
  private func deleteTogether(_ items: [DeleteItem]) async throws(StoreError) -> Together? {
    guard !items.isEmpty else { return Together() }
    guard !service.facts.lacksBatchDelete else { return nil }
    let request = DeleteObjectsRequest(
      items: items.map { DeleteObjectsRequest.Item(key: $0.key, versionID: $0.versionID, etag: $0.ifMatch) })
    let response: DeleteObjectsResponse
    do throws(StoreError) {
      response = try await service.perform(request, target(), provingDocument: true).value
    } catch {
      guard error.code == .unsupported else { throw error }
      service.facts.lacksBatchDelete = true
      return nil
    }
    var together = Together()
    for failure in response.failures where failure.code != .noSuchKey {
      together.failures[Name(failure.key, failure.versionID)] = StoreError(
        codeName: failure.codeName, message: failure.message, operation: DeleteObjectsRequest.name,
        target: target(failure.key))
    }
    let mentioned = Set(
      response.deleted.map { Name($0.key, $0.versionID) } + response.failures.map { Name($0.key, $0.versionID) })
    for deleted in response.deleted where deleted.isDeleteMarker {
      together.markers[Name(deleted.key, deleted.versionID)] = deleted.deleteMarkerVersionID
    }
    for item in items where !mentioned.contains(Name(item.key, item.versionID)) {
      together.failures[Name(item.key, item.versionID)] = invalid(
        DeleteObjectsRequest.name, item.key, "the answer does not say what became of the object")
    }
    return together
  }

  /// Throws what concerns more than this object.
  private func deleteAlone(_ item: DeleteItem) async throws(StoreError) -> DeleteOutcome {
    var request = DeleteObjectRequest()
    request.versionID = item.versionID
    request.conditions = RequestConditions(ifMatch: item.ifMatch.map { .some([$0]) })
    do throws(StoreError) {
      let response = try await service.perform(request, target(item.key)).value
      let isMarker = response.isDeleteMarker && item.versionID == nil
      return DeleteOutcome(key: item.key, markerVersionID: isMarker ? response.versionID : nil)
    } catch {
      switch error.code {
      case .noSuchKey: return DeleteOutcome(key: item.key)
      case .preconditionFailed, .invalidRequest, .accessDenied, .unsupported:
        return DeleteOutcome(key: item.key, error: error)
      default: throw error
      }
    }
  }
}
