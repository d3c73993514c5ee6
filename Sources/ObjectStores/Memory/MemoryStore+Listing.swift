internal import StorageModel
internal import Synchronization

extension MemoryStore {
  /// Keys and common prefixes are one ascending sequence; a page counts both.
  func page(of bucket: MemoryEndpoint.Bucket, _ request: ListRequest) -> ListPage {
    var page = ListPage(objects: [])
    let start = request.token.flatMap(Self.decodeToken) ?? request.startAfter
    var index = bucket.firstIndex(notBefore: max(start ?? ObjectKey(bytes: []), ObjectKey(bytes: request.prefix)))
    var last: ObjectKey?
    while index < bucket.order.count {
      let key = bucket.order[index]
      guard key.hasPrefix(request.prefix) else { break }
      let folded = commonPrefix(of: key, request)
      if isBehind(key, folded, start) || (folded != nil && folded == last) {
        index += 1
        continue
      }
      if page.objects.count + page.commonPrefixes.count >= min(request.pageSize, limits.listPage) {
        page.nextToken = last.map(Self.encodeToken)
        break
      }
      if let folded {
        page.commonPrefixes.append(folded)
        last = folded
      } else if let object = bucket.objects[key] {
        page.objects.append(
          ListedObject(
            key: key, sizeBytes: object.info.sizeBytes, etag: object.info.etag, lastModified: object.info.lastModified,
            storageClass: object.info.storageClass))
        last = key
      }
      index += 1
    }
    return page
  }

  /// True for a key that an earlier page showed, itself or folded into its common prefix.
  private func isBehind(_ key: ObjectKey, _ folded: ObjectKey?, _ start: ObjectKey?) -> Bool {
    guard let start else { return false }
    return key <= start || folded.map { $0 <= start || start.hasPrefix($0.bytes) } == true
  }

  private func commonPrefix(of key: ObjectKey, _ request: ListRequest) -> ObjectKey? {
    let delimiter = request.delimiter
    guard !delimiter.isEmpty else { return nil }
    var position = request.prefix.count
    while position + delimiter.count <= key.bytes.count {
      if key.bytes[position..<position + delimiter.count].elementsEqual(delimiter) {
        return ObjectKey(bytes: Array(key.bytes[..<(position + delimiter.count)]))
      }
      position += 1
    }
    return nil
  }

  /// The last key or prefix of the page before, in hexadecimal: any bytes survive.
  private static func encodeToken(_ key: ObjectKey) -> String {
    key.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func decodeToken(_ token: String) -> ObjectKey? {
    let digits = Array(token.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { position in
      UInt8(String(decoding: digits[position..<position + 2], as: UTF8.self), radix: 16)
    }
    return bytes.count * 2 == digits.count ? ObjectKey(bytes: bytes) : nil
  }
}
