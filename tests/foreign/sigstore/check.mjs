// Judges logs and receipts of this project with sigstore-js: signatures of checkpoints (Ed25519 and ECDSA) and Merkle inclusion.
// sigstore-js knows neither tiles nor consistency proofs nor witnesses: tiles are read here, and older roots are recomputed from them.
//   check DIR VKEY...                  a log in the C2SP tlog-tiles layout; every key given must have signed its checkpoint
//   receipt FILE ENTRYFILE VKEY...     a C2SP tlog-proof of that entry
// Prints one JSON object and leaves with 0 (sound), 1 (rejected) or 2 (could not tell).
import { createHash, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { verifyCheckpoint } = require('@sigstore/verify/dist/tlog/checkpoint.js');
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/tlog/merkle.js');

const spkiOfEd25519 = Buffer.from('302a300506032b6570032100', 'hex');

class Unclear extends Error {}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const hashOfLeaf = entry => sha256(Buffer.of(0), entry);
const hashOfNode = (left, right) => sha256(Buffer.of(1), left, right);

function reject(reason) { throw new Error(reason); }

// --- Keys and checkpoints ---

/** A verifier key as one of sigstore's logs, which it finds by the first four bytes of the id and by name. */
function logOf(vkey) {
  const [, name, id, key] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey) ?? [];
  const blob = Buffer.from(key ?? '', 'base64');
  const der = { 1: () => Buffer.concat([spkiOfEd25519, blob.subarray(1)]), 2: () => blob.subarray(1) }[blob[0]]?.();
  if (!der) throw new Unclear(`${vkey} is not the key of a log`);
  const expected = blob[0] === 2 ? sha256(der) : sha256(`${name}\n`, blob);
  if (expected.toString('hex', 0, 4) !== id) throw new Unclear(`${vkey} has the id of another key`);
  return { name, logID: Buffer.from(id, 'hex'), baseURL: `https://${name}`, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** sigstore is content with one good signature, so it is asked once for each key. */
function open(envelope, logs, every) {
  const opened = logs.map(log => {
    try {
      return verifyCheckpoint({ inclusionProof: { checkpoint: { envelope } } }, [log]);
    } catch (e) {
      if (every) throw e;
      return undefined;
    }
  }).filter(Boolean);
  const [checkpoint] = opened;
  if (!checkpoint) reject('no key of the log has signed the checkpoint');
  if (logs.every(log => log.name !== checkpoint.origin)) reject('the checkpoint is of another log');
  if (checkpoint.logHash.length !== 32) reject('the root of the checkpoint is not a hash');
  return { ...checkpoint, size: Number(checkpoint.logSize), signatures: opened.length };
}

// --- Tiles ---

class Tiles {
  constructor(dir, size) { Object.assign(this, { dir, size, read: new Map() }); }

  path(level, n) {
    const groups = String(n).padStart(Math.ceil(String(n).length / 3) * 3, '0').match(/.{3}/g);
    const index = groups.map((group, i) => (i < groups.length - 1 ? 'x' : '') + group).join('/');
    const width = this.width(level === 'entries' ? 0 : level, n);
    return `tile/${level}/${index}${width < 256 ? `.p/${width}` : ''}`;
  }

  width(level, n) { return Math.min(256, Math.floor(this.size / 256 ** level) - n * 256); }

  tile(level, n) {
    const path = this.path(level, n);
    if (!this.read.has(path)) {
      const data = readFileSync(join(this.dir, path));
      if (data.length !== 32 * this.width(level, n)) reject(`${path} has ${data.length} bytes`);
      this.read.set(path, data);
    }
    return this.read.get(path);
  }

  /** The hash of a full subtree of 2^level leaves, from the highest tile that has it or its parts. */
  node(level, index) {
    const tile = Math.floor(level / 8);
    const within = level % 8;
    if (within === 0) {
      const offset = 32 * (index % 256);
      return this.tile(tile, Math.floor(index / 256)).subarray(offset, offset + 32);
    }
    const key = level * 2 ** 46 + index;
    if (!this.read.has(key)) this.read.set(key, hashOfNode(this.node(level - 1, 2 * index), this.node(level - 1, 2 * index + 1)));
    return this.read.get(key);
  }

  /** The hash of leaves [from, to), RFC 6962 section 2.1. */
  hash(from, to) {
    const count = to - from;
    if (count === 0) return sha256();
    const level = Math.floor(Math.log2(count));
    if (2 ** level === count) return this.node(level, from / count);
    const middle = from + 2 ** level;
    return hashOfNode(this.hash(from, middle), this.hash(middle, to));
  }

  /** The audit path of a leaf, RFC 6962 section 2.1.1. */
  proof(index, from, to) {
    if (to - from === 1) return [];
    const middle = from + 2 ** Math.floor(Math.log2(to - from - 1));
    return index < middle
      ? [...this.proof(index, from, middle), this.hash(middle, to)]
      : [...this.proof(index, middle, to), this.hash(from, middle)];
  }

  /** Every hash above the lowest level is that of the full tile beneath it. */
  checkLevels() {
    for (let level = 1; this.size >= 256 ** level; level++)
      for (let i = 0; i < Math.floor(this.size / 256 ** level); i++)
        if (!this.node(8 * level, i).equals(hashOfNode(this.node(8 * level - 1, 2 * i), this.node(8 * level - 1, 2 * i + 1))))
          reject(`hash ${i} of tile level ${level} is not that of its tile`);
  }

  *entries() {
    for (let n = 0; n * 256 < this.size; n++) {
      const path = this.path('entries', n);
      const bundle = readFileSync(join(this.dir, path));
      let at = 0;
      for (let i = 0; i < this.width(0, n); i++) {
        const end = at + 2 + (at + 2 <= bundle.length ? bundle.readUInt16BE(at) : bundle.length);
        if (end > bundle.length) reject(`${path} ends within entry ${i}`);
        yield bundle.subarray(at + 2, end);
        at = end;
      }
      if (at !== bundle.length) reject(`${path} has more than its entries`);
    }
  }
}

// --- Commands ---

function checkLog(dir, vkeys) {
  const logs = vkeys.map(logOf);
  if (!existsSync(join(dir, 'checkpoint'))) throw new Unclear(`${dir} has no checkpoint`);
  const newest = open(readFileSync(join(dir, 'checkpoint'), 'utf8'), logs, true);
  const tiles = new Tiles(dir, newest.size);
  let checks = newest.signatures;
  if (!tiles.hash(0, newest.size).equals(newest.logHash)) reject('the tiles have another root than the checkpoint');
  tiles.checkLevels();

  let index = 0;
  for (const entry of tiles.entries()) {
    if (!hashOfLeaf(entry).equals(tiles.node(0, index))) reject(`entry ${index} has another hash than its leaf`);
    verifyMerkleInclusion({ canonicalizedBody: entry, inclusionProof: { logIndex: index, hashes: tiles.proof(index, 0, newest.size) } }, newest);
    checks += 2;
    index++;
  }

  const folder = join(dir, 'checkpoints');
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const old = open(readFileSync(join(folder, file), 'utf8'), logs, false);
    if (String(old.size) !== file || old.origin !== newest.origin || old.size > newest.size) reject(`checkpoints/${file} is of another log or size`);
    if (!tiles.hash(0, old.size).equals(old.logHash)) reject(`checkpoints/${file} has another root than the tiles`);
    checks += old.signatures + 1;
  }
  return { size: newest.size, checks };
}

function checkReceipt(file, entryFile, vkeys) {
  const receipt = readFileSync(file, 'utf8');
  const end = receipt.indexOf('\n\n');
  const [head, ...lines] = receipt.slice(0, Math.max(end, 0)).split('\n');
  if (head !== 'c2sp.org/tlog-proof@v1') reject('not a tlog-proof of version 1');
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const [, logIndex] = /^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? '') ?? reject('the receipt has no index');
  const hashes = lines.map(line => Buffer.from(line, 'base64'));
  if (hashes.some((hash, i) => hash.length !== 32 || hash.toString('base64') !== lines[i])) reject('the receipt has a line that is not a hash');
  const checkpoint = open(receipt.slice(end + 2), vkeys.map(logOf), true);
  verifyMerkleInclusion({ canonicalizedBody: readFileSync(entryFile), inclusionProof: { logIndex, hashes } }, checkpoint);
  return { size: checkpoint.size, checks: checkpoint.signatures + 1 };
}

function run([command, ...rest]) {
  if (command === 'check' && rest.length >= 2) return checkLog(rest[0], rest.slice(1));
  if (command === 'receipt' && rest.length >= 3) return checkReceipt(rest[0], rest[1], rest.slice(2));
  throw new Unclear('usage: check DIR VKEY... | receipt FILE ENTRYFILE VKEY...');
}

try {
  console.log(JSON.stringify({ ok: true, ...run(process.argv.slice(2)) }));
} catch (e) {
  console.log(JSON.stringify({ ok: false, size: 0, checks: 0, error: e.message }));
  process.exitCode = e instanceof Unclear ? 2 : 1;
}
