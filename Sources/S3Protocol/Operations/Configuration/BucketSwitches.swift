internal import StorageModel

/// Documents of a bucket that hold one word, for features of which only the default state exists here: reading tells
/// a request for that state from one for the feature.
package enum BucketSwitch: Sendable, CaseIterable {
  /// RequestPaymentConfiguration: `BucketOwner` or `Requester`.
  case requestPayment
  /// AccelerateConfiguration: `Suspended` or `Enabled`.
  case accelerate

  /// The word that asks for nothing but the default state.
  package var defaultWord: String {
    switch self {
    case .requestPayment: "BucketOwner"
    case .accelerate: "Suspended"
    }
  }

  /// The word in the document of a PUT.
  /// - Throws: MalformedXML for another document or another word.
  package func word(of request: WireRequest) throws(S3Error) -> String {
    let word = try request.document { (reader) throws(XMLError) -> String? in
      var found: String?
      try reader.enter(root)
      while let name = try reader.nextChild() {
        guard name == element, found == nil else { throw reader.error(.badValue) }
        found = try reader.readString()
      }
      try reader.finish()
      return found
    }
    guard let word, [defaultWord, otherWord].contains(word) else { throw S3Error(.malformedXML) }
    return word
  }

  /// The document with this word in it, or without any.
  package func xml(_ word: String?) -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot(root)
    writer.element(element, word)
    writer.close(root)
    return writer.finish()
  }

  private var otherWord: String {
    switch self {
    case .requestPayment: "Requester"
    case .accelerate: "Enabled"
    }
  }

  private var root: StaticString {
    switch self {
    case .requestPayment: "RequestPaymentConfiguration"
    case .accelerate: "AccelerateConfiguration"
    }
  }

  private var element: StaticString {
    switch self {
    case .requestPayment: "Payer"
    case .accelerate: "Status"
    }
  }
}

/// Documents of a bucket that are empty where the feature is off.
package enum EmptyConfiguration: Sendable, CaseIterable {
  case logging, notification

  /// - Throws: MalformedXML for another document, NotImplemented for one that configures something.
  package func verify(_ request: WireRequest) throws(S3Error) {
    let isEmpty = try request.document { (reader) throws(XMLError) -> Bool in
      var isEmpty = true
      try reader.enter(root)
      while try reader.nextChild() != nil {
        isEmpty = false
        try reader.skip()
      }
      try reader.finish()
      return isEmpty
    }
    guard isEmpty else { throw S3Error(.notImplemented, "This configuration is only taken empty.") }
  }

  package func xml() -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot(root)
    writer.close(root)
    return writer.finish()
  }

  private var root: StaticString {
    switch self {
    case .logging: "BucketLoggingStatus"
    case .notification: "NotificationConfiguration"
    }
  }
}
