/// May this principal do this, with that?
package struct AccessQuestion: Sendable {
  package var principal: Principal
  /// `s3:GetObject`
  package var action: [UInt8]
  /// `arn:aws:s3:::bucket/key`
  package var resource: [UInt8]
  package var context: ConditionContext

  package init(
    principal: Principal, action: String, resource: [UInt8], context: ConditionContext = ConditionContext()
  ) {
    self.principal = principal
    self.action = Array(action.utf8)
    self.resource = resource
    self.context = context
  }
}

/// What one policy says.
package enum PolicyVerdict: Sendable, Hashable {
  case denied
  /// Says nothing.
  case silent
  /// Allows it to the account, that is to those of its users whose own policies allow it too.
  case allowedToAccount
  case allowed
}
