/** What the leader says instead of an assignment, or a member to the leader. The numbers are Java's. */
export const assignorErrors = {
  none: 0,
  /** Topics that are to be read are not there. */
  incompleteSourceTopicMetadata: 1,
  /** Of leaders before Java 2.5, which could not read a newer member's subscription. */
  versionProbing: 2,
  assignmentError: 3,
  /** Somebody wants all processes of the application to stop. */
  shutdownRequested: 4,
} as const

export type AssignorErrorCode = (typeof assignorErrors)[keyof typeof assignorErrors]
