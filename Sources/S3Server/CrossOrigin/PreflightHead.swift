internal import S3Protocol
internal import StorageModel

/// A preflight without anything that could be taken for a signature: a browser asks about a request that it will sign
/// or not, with its presigned query, and signs nothing itself.
func preflightHead(_ head: S3RequestHead) -> S3RequestHead {
  var head = head
  head.rawQuery = ""
  head.headers = HTTPFields(
    head.headers.fields.filter { field in
      let name = lowercasedASCII(field.name)
      return name != "authorization" && !name.hasPrefix("x-amz-")
    })
  return head
}

/// The bucket that the path names: what is known of a request that is refused before it is routed.
func bucketInPath(_ head: S3RequestHead) -> BucketName? {
  BucketName(String(decoding: head.rawPath.utf8.dropFirst().prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self))
}
