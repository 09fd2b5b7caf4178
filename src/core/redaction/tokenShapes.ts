/**
 * Shapes of secrets that are known by how they are written. The set follows the rules of secretlint's recommended preset
 * (@secretlint/secretlint-rule-preset-recommend 13, MIT), which the tests hold it against, and what providers publish of their own tokens.
 */
export interface TokenShape {
  /** What stands in place of the secret. */
  readonly name: string;
  /** How such a token begins: at least two characters, none of them beyond ASCII. */
  readonly starts: readonly string[];
  /**
   * Sticky, tried where it begins. The group `secret` is what is taken out, the whole match where there is none. Every repetition is
   * bounded, so that no text takes long.
   */
  readonly pattern: RegExp;
  /** What must stand before it, looked for in the forty characters there; the letters and digits right before it belong to it. */
  readonly before?: RegExp;
}

const end = '(?![A-Za-z0-9_-])';

/** A token that begins with one of these, and goes on with so many characters of a set. */
function token(name: string, starts: readonly string[], set: string, from: number, to = from): TokenShape {
  const begins = starts.map((start) => start.replace(/[.+]/g, '\\$&')).join('|');
  return { name, starts, pattern: new RegExp(`(?:${begins})[${set}]{${from},${to}}${end}`, 'y') };
}

function shape(name: string, starts: readonly string[], pattern: RegExp): TokenShape {
  return { name, starts, pattern };
}

const word = 'A-Za-z0-9';
const url = 'A-Za-z0-9_\\-';
const any = 400;

export const tokenShapes: readonly TokenShape[] = [
  // Providers of models
  token('anthropic-key', ['sk-ant-'], url, 20, any),
  shape(
    'openai-key',
    ['sk-'],
    /sk-(?:(?:proj|svcacct|admin|or-v1|lf)-[A-Za-z0-9_-]{20,400}|[A-Za-z0-9]{32,400})(?![A-Za-z0-9_-])/y,
  ),
  token('google-key', ['AIza'], url, 35),
  token('groq-key', ['gsk_'], word, 40, 80),
  token('huggingface-token', ['hf_', 'api_org_'], word, 30, 60),
  token('replicate-token', ['r8_'], word, 37, 40),
  token('perplexity-key', ['pplx-'], word, 40, 64),
  token('nvidia-key', ['nvapi-'], url, 40, 100),
  token('tavily-key', ['tvly-'], url, 20, 60),
  token('xai-key', ['xai-'], word, 60, 100),
  // Hosts of code and packages
  token('github-token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], `${word}_`, 36, 255),
  token('github-token', ['github_pat_'], `${word}_`, 40, 255),
  token(
    'gitlab-token',
    ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glsoat-', 'gloas-', 'glagent-'],
    `${url}.`,
    20,
    128,
  ),
  token('gitlab-token', ['GR1348941'], url, 20, 40),
  token('bitbucket-token', ['ATBB', 'ATCTT3', 'ATATT3'], `${url}=`, 24, any),
  token('npm-token', ['npm_'], word, 36),
  token('pypi-token', ['pypi-AgE'], url, 40, 600),
  token('rubygems-key', ['rubygems_'], 'a-f0-9', 48),
  token('nuget-key', ['oy2'], 'a-z0-9', 43),
  token('docker-token', ['dckr_pat_', 'dckr_oat_'], url, 20, 64),
  // Clouds
  shape('aws-key', ['AKIA', 'ASIA'], /A[KS]IA[A-Z0-9]{16}["',:\s]{1,4}[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/])/y),
  token('aws-key-id', ['AKIA', 'ASIA', 'AGPA', 'AIDA', 'AROA', 'AIPA', 'ANPA', 'ANVA', 'ABIA', 'ACCA'], 'A-Z0-9', 16),
  token('alibaba-key-id', ['LTAI'], word, 16, 24),
  shape('google-oauth', ['ya29.', 'GOCSPX-'], /(?:ya29\.|GOCSPX-)[A-Za-z0-9_-]{20,400}/y),
  token('digitalocean-token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], 'a-f0-9', 64),
  token('vault-token', ['hvs.', 'hvb.', 'hvr.'], url, 24, 300),
  token('doppler-token', ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'], `${word}._-`, 30, 80),
  token('databricks-token', ['dapi'], 'a-f0-9-', 32, 34),
  token('vercel-token', ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'], word, 20, 60),
  token('netlify-token', ['nfp_'], word, 36, 50),
  shape('fly-token', ['FlyV1', 'fm2_', 'fo1_'], /(?:FlyV1 )?(?:fm[12][ar]?_|fo1_)[A-Za-z0-9+/=_,-]{30,2000}/y),
  token('supabase-key', ['sbp_', 'sb_secret_'], `${url}`, 20, 64),
  token('planetscale-token', ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'], `${url}.=`, 32, 64),
  token('heroku-key', ['HRKU-'], url, 30, 80),
  token('pulumi-token', ['pul-'], 'a-f0-9', 40),
  { ...shape('terraform-token', ['.atlasv1.'], /\.atlasv1\.[A-Za-z0-9_=-]{60,70}/y), before: /[A-Za-z0-9]{14}$/ },
  token('tailscale-key', ['tskey-'], url, 20, 100),
  token('circleci-token', ['CCIPAT_', 'CCIPRJ_'], `${word}_`, 40, 100),
  // Observation
  token('sonarqube-token', ['sqp_', 'squ_', 'sqa_'], 'a-f0-9', 40),
  token('grafana-token', ['glc_', 'glsa_'], `${word}+/=_`, 32, any),
  token('newrelic-key', ['NRAK-', 'NRJS-', 'NRII-', 'NRIQ-', 'NRRA-'], url, 19, 42),
  token('sentry-token', ['sntrys_', 'sntryu_'], `${word}+/=_`, 40, any),
  token('dynatrace-token', ['dt0c01.'], `${word}.`, 80, 100),
  token('langsmith-key', ['lsv2_pt_', 'lsv2_sk_'], `${word}_`, 40, 60),
  token('buildkite-token', ['bkua_', 'bkpt_'], 'a-f0-9', 40),
  token('contentful-token', ['CFPAT-'], url, 40, 60),
  // Teams and payments
  shape(
    'slack-token',
    ['xoxb-', 'xoxp-', 'xoxa-', 'xoxo-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxe.', 'xapp-', 'xoxc-', 'xoxd-'],
    /(?:xox[a-z](?:\.xox[bp])?|xapp)-[A-Za-z0-9%/+-]{16,400}/y,
  ),
  token('stripe-key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'], `${word}+/=`, 16, 255),
  token('square-token', ['sq0atp-', 'sq0csp-', 'EAAA'], url, 22, 64),
  shape('paypal-token', ['access_token$'], /access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}/y),
  token('shopify-token', ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shptka_'], word, 32, 64),
  shape('sendgrid-key', ['SG.'], /SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{30,64}/y),
  token('brevo-key', ['xkeysib-', 'xsmtpsib-'], url, 64, 100),
  { ...shape('mailchimp-key', ['-us'], /-us\d{1,2}(?![A-Za-z0-9])/y), before: /(?<![a-z0-9])[a-f0-9]{32}$/ },
  token('mailgun-key', ['key-'], 'a-f0-9', 32),
  shape('resend-key', ['re_'], /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,30}(?![A-Za-z0-9])/y),
  shape('twilio-key', ['SK'], /SK[a-f0-9]{32}(?![A-Za-z0-9])/y),
  shape('hubspot-token', ['pat-'], /pat-(?:na|eu|ap)\d-[a-f0-9-]{36}/y),
  token('linear-key', ['lin_api_', 'lin_oauth_'], `${word}_`, 32, 128),
  token('notion-token', ['ntn_', 'secret_'], word, 40, 50),
  token('figma-token', ['figd_', 'figo_'], url, 36, 200),
  shape('airtable-token', ['pat'], /pat[A-Za-z0-9]{14}\.[a-f0-9]{64}/y),
  token('postman-key', ['PMAK-'], url, 50, 70),
  token('asana-token', ['1/1', '2/1'], '0-9/:a-f', 30, 80),
  token('1password-token', ['ops_eyJ'], `${word}+/=_-`, 100, 2000),
  shape('age-key', ['AGE-SECRET-KEY-1'], /AGE-SECRET-KEY-1[A-Z0-9]{50,60}/y),
  // Forms that many use
  shape('jwt', ['eyJ'], /eyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{10,2000}/y),
  shape(
    'private-key',
    ['-----BEGIN'],
    /-----BEGIN[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\s\S]){40,16000}(?:-----END[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?/y,
  ),
  shape(
    'discord-token',
    ['MT', 'Mj', 'Mz', 'MD', 'ND', 'NT', 'Nj', 'Nz', 'OD', 'OT'],
    /[MNO][A-Za-z0-9]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}/y,
  ),
  // A private key in base64, and the private part of a JSON Web Key
  shape(
    'private-key',
    ['LS0tLS1CRUdJTi'],
    /LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJVkFUR|BFQyBQUklWQVRF|BPUEVOU1NIIFBSSVZBVE|BFTkNSWVBURUQgUFJJVk)[A-Za-z0-9+/=]{20,16000}/y,
  ),
  shape('private-key', ['"d"', '"k"'], /"[dk]"[ \t]{0,4}:[ \t]{0,4}"(?<secret>[A-Za-z0-9_-]{40,800})(?=")/y),
  // What stands in commands without a name of its own
  shape('password', ['-u', '--user'], /(?:-u|--user)[ =]?["']?[^\s:"']{1,128}:(?<secret>[^\s"'$<{]{4,200})/y),
  shape(
    'password',
    ['mysql'],
    /mysql(?:dump|admin|import)?(?: [^\n|;&]{0,200})? -p(?<secret>[^\s"'$<{][^\s"']{4,64})/y,
  ),
  shape('password', ['redis-cli'], /redis-cli(?: [^\n|;&]{0,200})? -a[ =]?["']?(?<secret>[^\s"'$<{-][^\s"']{4,64})/y),
  shape('password', ['sshpass'], /sshpass -p ?["']?(?<secret>[^\s"'$<{-][^\s"']{4,64})/y),
  shape('password', ['az login'], /az login(?: [^\n|;&]{0,200})? -p[ =]["']?(?<secret>[^\s"'$<{-][^\s"']{7,64})/y),
  shape(
    'key',
    ['define('],
    /define\([ \t]{0,4}["'][A-Z_]{0,40}(?:KEY|SALT|PASSWORD|SECRET|TOKEN)["'][ \t]{0,4},[ \t]{0,8}(["'])(?<secret>[^\n]{8,200}?)(?=\1)/y,
  ),
  shape('key', ['Unseal Key'], /Unseal Key \d{1,2}: (?<secret>[A-Za-z0-9+/=]{20,100})/y),
];
