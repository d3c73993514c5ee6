internal import Glibc
internal import S3Protocol

/// Takes a multipart/form-data body apart as it comes (RFC 7578): the fields as a whole, at most
/// ``maximumFieldBytes``, then the bytes of the file. What follows the file is ignored, as S3 ignores it.
struct FormReader {
  /// All fields before the file and the head of the file's part (S3 API Reference, "POST Object").
  static let maximumFieldBytes = 20 << 10

  enum Event {
    /// The fields in their order; from now on the file comes.
    case fields([FormField])
    /// Bytes of the file.
    case content([UInt8])
    case end
  }

  private enum State { case fields, file, ended }

  /// `\r\n--boundary`
  private let delimiter: [UInt8]
  private var state = State.fields
  private var buffer: [UInt8]
  private var fields: [FormField] = []
  /// Of the parts that were read.
  private var fieldBytes = 0

  /// Throws PreconditionFailed for a Content-Type of another kind, MalformedPOSTRequest for one without a boundary.
  init(contentType: String?) throws(S3Error) {
    let parameters = (contentType ?? "").split(separator: ";", omittingEmptySubsequences: false)
    guard let kind = parameters.first, lowercasedASCII(trimmed(kind)) == "multipart/form-data" else {
      throw S3Error(.preconditionFailed, "Bucket POST must be of the enclosure-type multipart/form-data.")
    }
    let boundary = parameters.dropFirst().compactMap { parameter -> String? in
      let text = trimmed(parameter)
      guard lowercasedASCII(text).hasPrefix("boundary=") else { return nil }
      return unquoted(String(text.dropFirst(9)))
    }.first
    guard let boundary, (1...70).contains(boundary.utf8.count) else { throw S3Error(.malformedPOSTRequest) }
    delimiter = Array("\r\n--\(boundary)".utf8)
    // The first boundary stands at the beginning or after a line of its own.
    buffer = [13, 10]
  }

  /// What the next bytes bring. Throws MalformedPOSTRequest.
  mutating func take(_ bytes: UnsafeRawBufferPointer) throws(S3Error) -> [Event] {
    guard state != .ended else { return [] }
    buffer.append(contentsOf: bytes)
    var events: [Event] = []
    if state == .fields {
      while try readPart() {}
      guard fieldBytes + (state == .fields ? buffer.count : 0) <= Self.maximumFieldBytes else {
        throw S3Error(.malformedPOSTRequest, "The fields before the file are longer than 20 KiB.")
      }
      guard state == .file else { return [] }
      events.append(.fields(fields))
    }
    if let end = position(of: delimiter, in: buffer, from: 0) {
      if end > 0 { events.append(.content(Array(buffer[..<end]))) }
      events.append(.end)
      state = .ended
      buffer = []
    } else if buffer.count >= delimiter.count {
      // The last bytes may be the beginning of the boundary.
      let count = buffer.count - delimiter.count + 1
      events.append(.content(Array(buffer[..<count])))
      buffer.removeFirst(count)
    }
    return events
  }

  var hasEnded: Bool { state == .ended }

  /// Takes one part out of the buffer; false when it is not there as a whole, or when it is the file's.
  private mutating func readPart() throws(S3Error) -> Bool {
    guard buffer.count >= delimiter.count + 2 else { return false }
    guard buffer.starts(with: delimiter) else { throw S3Error(.malformedPOSTRequest) }
    let start = delimiter.count
    guard buffer[start] == 13, buffer[start + 1] == 10 else {
      // `--`: the form is over and had no file.
      guard buffer[start] == 45 else { throw S3Error(.malformedPOSTRequest) }
      throw .invalidArgument("file", "0", "POST requires exactly one file upload per request.")
    }
    guard let headEnd = position(of: [13, 10, 13, 10], in: buffer, from: start) else { return false }
    let head = try FormField.Head(Array(buffer[(start + 2)..<max(start + 2, headEnd)]))
    if lowercasedASCII(head.name) == "file" {
      fields.append(FormField(head: head, value: []))
      fieldBytes += headEnd + 4
      buffer.removeFirst(headEnd + 4)
      state = .file
      return false
    }
    // The value may be empty: then the blank line's end is the delimiter's beginning.
    guard let valueEnd = position(of: delimiter, in: buffer, from: headEnd + 2) else { return false }
    let value = headEnd + 4 <= valueEnd ? Array(buffer[(headEnd + 4)..<valueEnd]) : []
    fields.append(FormField(head: head, value: value))
    fieldBytes += valueEnd
    buffer.removeFirst(valueEnd)
    return true
  }
}

/// The first place of `mark`, which is not empty, in `bytes` at or after `start`.
private func position(of mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
  bytes.withUnsafeBytes { haystack -> Int? in
    guard let base = haystack.baseAddress else { return nil }
    var place = start
    while place >= 0, place <= haystack.count - mark.count {
      guard let found = memchr(base + place, Int32(mark[0]), haystack.count - mark.count - place + 1) else {
        return nil
      }
      place = base.distance(to: UnsafeRawPointer(found))
      if memcmp(found, mark, mark.count) == 0 { return place }
      place += 1
    }
    return nil
  }
}
