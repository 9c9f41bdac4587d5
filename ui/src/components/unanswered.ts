const words: [RegExp, string][] = [
  [
    /\bno answer within (\S+)|timeout|deadline exceeded/i,
    'The answer did not come in time: the request was sent, and waiting for its answer was given up.',
  ],
  [
    /\bEOF\b|reset by peer|broken pipe|closed|connection (was )?lost|aborted|GOAWAY/i,
    'The answer never came: the connection was closed after the request was sent.',
  ],
  [
    /process ended/i,
    'Waybill ended after the request was sent and before its answer was seen: it was killed, or its machine stopped.',
  ],
  [
    /\banswered (408|5\d\d)\b/i,
    'The vendor answered with an error of its own, which does not say whether the record was kept.',
  ],
  [
    /no answer|not answered|unreadable|empty body/i,
    'The request was sent, and what came back does not say whether the record was kept.',
  ],
]

/** unanswered says in plain words why nobody knows what became of a row, if its message is one of the network's. */
export function unanswered(message: string | undefined): string | undefined {
  return message ? words.find(([pattern]) => pattern.test(message))?.[1] : undefined
}
