/// The ready-made policies of Amazon's service that mean something here (AWS Managed Policy Reference). There are no
/// others: what else a user is to have is written as an inline policy.
enum ManagedPolicy: String, Sendable, Hashable, CaseIterable {
  case administratorAccess = "AdministratorAccess"
  case s3FullAccess = "AmazonS3FullAccess"
  case s3ReadOnlyAccess = "AmazonS3ReadOnlyAccess"
  case iamFullAccess = "IAMFullAccess"
  case iamReadOnlyAccess = "IAMReadOnlyAccess"

  var arn: String { "arn:aws:iam::aws:policy/\(rawValue)" }

  /// nil for an ARN of another policy.
  init?(arn: String) {
    guard let found = Self.allCases.first(where: { $0.arn == arn }) else { return nil }
    self = found
  }

  var text: String {
    let actions: String
    switch self {
    case .administratorAccess: actions = #""*""#
    case .s3FullAccess: actions = #""s3:*""#
    case .s3ReadOnlyAccess: actions = #""s3:Get*","s3:List*","s3:Describe*""#
    case .iamFullAccess: actions = #""iam:*""#
    case .iamReadOnlyAccess: actions = #""iam:Get*","iam:List*""#
    }
    return #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[\#(actions)],"Resource":"*"}]}"#
  }
}
