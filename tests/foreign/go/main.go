// Command check judges logs, receipts and cosignatures of this project with other people's code: golang.org/x/mod/sumdb (tlog, note) and
// Google's first Certificate Transparency library (merkletree). It prints one JSON object and leaves with 0 (sound), 1 (rejected) or 2 (could not tell).
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
)

const usage = `usage:
  check DIR VKEY...                     a log in the C2SP tlog-tiles layout; every key given must have signed its checkpoint
  receipt FILE ENTRYFILE VKEY...        a C2SP tlog-proof of that entry
  cosignature CHECKPOINTFILE VKEY...    the lines of those witnesses
  note FILE VKEY...                     any signed note, by the rules of x/mod alone
  ed25519 KEY MESSAGE SIGNATURE         one signature, in hexadecimal, by Go's own crypto/ed25519
  prove DIR [MAX]                       roots, inclusion and consistency proofs of all sizes up to MAX, for others to compare
  write DIR NAME SEED SIZE...           a log with a checkpoint at each size, for others to read`

// verdict is what the program says.
type verdict struct {
	OK     bool   `json:"ok"`
	Size   int64  `json:"size"`
	Checks int    `json:"checks"`           // signatures, tiles, entries and proofs found good
	Beyond int    `json:"beyond,omitempty"` // files that the checkpoint does not vouch for: they belong to a larger tree
	Time   uint64 `json:"time,omitempty"`   // of the last cosignature
	Error  string `json:"error,omitempty"`
}

// errUnclear marks what is no judgement on the log: bad arguments, unreadable files.
var errUnclear = errors.New("could not tell")

func unclear(format string, a ...interface{}) error {
	return fmt.Errorf("%w: %s", errUnclear, fmt.Sprintf(format, a...))
}

func main() {
	v := &verdict{}
	other, err := run(v, os.Args[1:])
	if err != nil {
		v.Error = err.Error()
	}
	v.OK = err == nil
	if other == nil || err != nil {
		other = v
	}
	if err := json.NewEncoder(os.Stdout).Encode(other); err != nil {
		os.Exit(2)
	}
	switch {
	case errors.Is(err, errUnclear):
		os.Exit(2)
	case err != nil:
		os.Exit(1)
	}
}

// run carries out one command. What it returns besides the error is printed instead of the verdict.
func run(v *verdict, args []string) (interface{}, error) {
	switch {
	case len(args) >= 3 && args[0] == "check":
		return nil, checkLog(v, args[1], args[2:])
	case len(args) >= 4 && args[0] == "receipt":
		return nil, checkReceipt(v, args[1], args[2], args[3:])
	case len(args) >= 3 && args[0] == "cosignature":
		return nil, checkCosignatures(v, args[1], args[2:])
	case len(args) >= 2 && args[0] == "note":
		return nil, checkNote(v, args[1], args[2:])
	case len(args) == 4 && args[0] == "ed25519":
		return nil, checkSignature(args[1], args[2], args[3])
	case len(args) == 2 && args[0] == "prove":
		return prove(args[1], 1<<62)
	case len(args) == 3 && args[0] == "prove":
		max, err := strconv.ParseInt(args[2], 10, 62)
		if err != nil {
			return nil, unclear("%s", err)
		}
		return prove(args[1], max)
	case len(args) >= 5 && args[0] == "write":
		return write(args[1], args[2], args[3], args[4:])
	}
	return nil, unclear("%s", usage)
}
