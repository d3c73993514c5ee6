internal import BlobStorage
internal import S3Protocol
internal import StorageModel

/// How a write is to be encrypted: what its headers ask for, or else what its bucket does by default.
struct EncryptionChoice: Sendable {
  /// nil to store the body as it is.
  let key: BodyKey?
  private let customer: CustomerKeyHeaders?

  /// Throws InvalidArgument for headers that contradict each other, NotImplemented where the daemon has no key of its
  /// own, and KMS.NotFoundException for keys of a key management service, which knows none.
  init(writing request: VerifiedRequest, _ headers: WriteHeaders, _ context: ServerContext) throws(S3Error) {
    customer = try CustomerKeyHeaders.read(request.wire.headers)
    if let customer {
      guard headers.serverSideEncryption == nil else {
        throw .invalidArgument(
          StoredEncryption.serverField, headers.serverSideEncryption ?? "",
          "Server Side Encryption with Customer provided key is incompatible with the encryption method specified")
      }
      key = .customer(customer.key)
      return
    }
    if let id = headers.kmsKeyID, headers.serverSideEncryption?.hasPrefix("aws:kms") != true {
      throw .invalidArgument(
        "x-amz-server-side-encryption-aws-kms-key-id", id,
        "The header is only valid with x-amz-server-side-encryption aws:kms.")
    }
    let byDefault = try context.configurations.of(try request.bucket()).encryption?.algorithm
    switch headers.serverSideEncryption ?? byDefault {
    case nil: key = nil
    case "AES256":
      guard context.store.hasEncryptionKey else {
        throw S3Error(.notImplemented, "This server has no encryption key: it was started without --encryption-key.")
      }
      key = .store
    default: throw S3Error(.kmsNotFound)
    }
  }

  /// What is kept with the object. Made anew each time: a verifier has its own salt.
  func append(to attributes: inout ObjectAttributes) {
    switch key {
    case nil: break
    case .store: attributes.fields.append((StoredEncryption.serverField, "AES256"))
    case .customer(let key):
      attributes.fields.append((StoredEncryption.customerField, "AES256"))
      attributes.fields.append((StoredEncryption.verifierField, key.verifier()))
    }
  }

  /// What the answer to the write says.
  func append(to headers: inout HTTPFields) {
    if case .store = key { headers.append(StoredEncryption.serverField, "AES256") }
    customer?.append(to: &headers)
  }

  /// True when bytes stored as `stored` says serve this write as they are. A customer's never do.
  func isServed(by stored: StoredEncryption) -> Bool {
    switch (key, stored) {
    case (nil, .none), (.store, .store): true
    default: false
    }
  }
}
