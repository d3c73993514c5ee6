internal import BlobStorage
internal import Digests
internal import S3Protocol
internal import StorageModel

/// How an object or an open upload is encrypted, as its attributes say.
enum StoredEncryption: Sendable, Equatable {
  case none
  case store
  /// With what proves a key to be the one (``CustomerKey/verifier()``).
  case customer(verifier: String)

  static let serverField = "x-amz-server-side-encryption"
  static let customerField = CustomerKeyHeaders.object + "algorithm"
  /// No header has a name that begins so: kept, never sent.
  static let verifierField = ":customer-key-verifier"

  init(_ attributes: ObjectAttributes) {
    if let verifier = attributes[Self.verifierField] {
      self = .customer(verifier: verifier)
    } else {
      self = attributes[Self.serverField] == nil ? .none : .store
    }
  }

  /// The key that opens the object for a request that brought `headers`. Throws InvalidRequest without a key where one
  /// is needed, with one where none is, and for another one.
  func key(_ headers: CustomerKeyHeaders?) throws(S3Error) -> CustomerKey? {
    guard case .customer(let verifier) = self else {
      guard headers == nil else {
        throw S3Error(.invalidRequest, "The encryption parameters are not applicable to this object.")
      }
      return nil
    }
    guard let headers else {
      throw S3Error(
        .invalidRequest,
        "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to "
          + "retrieve the object.")
    }
    guard headers.key.matches(verifier) else { throw Self.mismatch }
    return headers.key
  }

  /// With what a part of an upload is encrypted that was created so. Throws InvalidRequest when the request's key is
  /// not that of the upload.
  func partKey(_ headers: CustomerKeyHeaders?) throws(S3Error) -> BodyKey? {
    switch self {
    case .none where headers == nil: return nil
    case .store where headers == nil: return .store
    case .customer(let verifier):
      guard let headers else {
        throw S3Error(
          .invalidRequest,
          "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate "
            + "encryption parameters.")
      }
      guard headers.key.matches(verifier) else { throw Self.mismatch }
      return .customer(headers.key)
    default: throw Self.mismatch
    }
  }

  private static var mismatch: S3Error {
    S3Error(.invalidRequest, "The provided encryption parameters did not match the ones used originally.")
  }
}

extension ObjectAttributes {
  /// The attributes without those about encryption.
  var withoutEncryption: ObjectAttributes {
    ObjectAttributes(
      fields.filter {
        ![StoredEncryption.serverField, StoredEncryption.customerField, StoredEncryption.verifierField].contains(
          $0.name)
      })
  }
}
