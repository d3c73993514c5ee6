/// The answer of operations that have nothing to say: 204 without a body.
package struct NoContentResponse: S3OperationResponse, Hashable {
  package init() {}

  package func wireResponse() -> WireResponse { WireResponse(status: 204) }

  package init(_ response: WireResponse) {}
}

/// The answer of operations that have nothing to say: 200 without a body.
package struct EmptyResponse: S3OperationResponse, Hashable {
  package init() {}

  package func wireResponse() -> WireResponse { WireResponse() }

  package init(_ response: WireResponse) {}
}
