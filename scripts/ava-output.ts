/**
 * Reads what AVA says to people while it comes: counts the tests, and lets everything through but the
 * lines of tests that passed. AVA's output for programs (TAP) is no choice: its writer breaks down on a
 * test that hangs or ends the process, and takes the other tests' results with it.
 */
const failureCounts = [
  /^\s*(\d+) tests? failed$/,
  /^\s*(\d+) hooks? failed$/,
  /^\s*(\d+) unhandled rejections?$/,
  /^\s*(\d+) uncaught exceptions?$/,
  /^\s*(\d+) tests? remained pending after a timeout$/,
]

/** A mark before each test that passed; one that is expected to fail, and did, has it as well. */
const passMark = /^\s*✔ /

export class AvaOutput {
  passed = 0
  failed = 0
  #rest = ''
  readonly #show: (line: string) => void

  constructor(show: (line: string) => void) {
    this.#show = show
  }

  /** Takes the next piece of output; lines may be cut anywhere. */
  write(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#line(line)
  }

  #line(line: string): void {
    if (passMark.test(line)) {
      this.passed++
      return
    }
    for (const count of failureCounts) this.failed += Number(count.exec(line)?.[1] ?? 0)
    this.#show(line)
  }
}
