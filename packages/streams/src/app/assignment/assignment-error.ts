/** Members of an application's group that do not understand each other. The remedy is to run versions that do. */
export type AssignmentErrorCode = 'INCOMPATIBLE_VERSIONS' | 'BAD_ASSIGNMENT'

export class AssignmentError extends Error {
  override readonly name = 'AssignmentError'
  readonly code: AssignmentErrorCode

  constructor(code: AssignmentErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
