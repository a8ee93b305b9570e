/**
 * The entry point `@millrace/core`: a broker to start within a program. Record batches are in `./records`, the
 * wire protocol in `./protocol`; what every user of either meets is here.
 */
export { DecodeError, type DecodeErrorCode, EncodeError, type EncodeErrorCode } from './bytes/errors.ts'
export { type RunningBroker, type StartBrokerOptions, type StartTopic, startBroker } from './embedded.ts'
