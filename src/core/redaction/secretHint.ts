/** What a secret may follow on the same line, or have in its middle; whether it is one may be told by the end of that line. */
export const secretHint =
  /pass|pw|secret|token|key|auth|cred|bearer|basic|[pP][aA][tT](?![a-z])|sess|sid|sig|psk|docker|cookies|mnemonic|seed|value|default|identified|mysql|redis-cli|az login|:\/\/|-u\b|-----|"[dk]"/i;
