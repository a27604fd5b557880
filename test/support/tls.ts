import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** A certificate that nobody else signed, for some names. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Makes a certificate with openssl, in files of a folder. */
export function makeCertificate(folder: string, names: readonly string[]): Certificate {
  const [certificate, key] = [join(folder, 'own.pem'), join(folder, 'own.key')];
  const alternatives = names.map((name) => `DNS:${name}`).join(',');
  execFileSync(
    'openssl',
    [
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${alternatives}`, '-keyout', key, '-out', certificate],
    ].flat(),
    { stdio: 'pipe' },
  );
  return { certificate, key };
}

/** An answer over TLS, with its body unpacked. */
export interface Secured {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** What is sent beside the path. */
export interface SecureRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

/** Asks a port of this machine over TLS, as a client asks a name that leads here. Trusts one certificate only. */
export function secureClient(port: number, name: string, { certificate }: Pick<Certificate, 'certificate'>) {
  const ca = readFileSync(certificate);
  return (path: string, { method = 'GET', headers = {}, body }: SecureRequest = {}) =>
    new Promise<Secured>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, servername: name, ca, method, path, agent: false };
      const asking = request({ ...options, headers: { host: name, ...headers } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const bytes = Buffer.concat(parts);
          const encoding = answer.headers['content-encoding'];
          const unpack = bytes.length === 0 ? undefined : { br: brotliDecompressSync, gzip: gunzipSync }[`${encoding}`];
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers as Secured['headers'],
            text: (unpack ? unpack(bytes) : bytes).toString('utf8'),
          });
        });
      });
      asking.on('error', reject).end(body);
    });
}
