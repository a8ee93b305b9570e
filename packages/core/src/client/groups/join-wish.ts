/**
 * Why a member has to join its group again, as long as it has to: whoever notices says so, the first reason stands,
 * and the member's loop sleeps until it is woken.
 */
export class JoinWish {
  #reason: string | null
  #wake = () => {}

  constructor(reason: string) {
    this.#reason = reason
  }

  get reason(): string | null {
    return this.#reason
  }

  /** Says that it has to, and wakes whoever sleeps. */
  say(reason: string): void {
    this.#reason ??= reason
    this.wake()
  }

  /** The request to join is sent: what is said from now on is about the one after it. */
  granted(): void {
    this.#reason = null
  }

  wake(): void {
    this.#wake()
  }

  async sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }
}
