#!/usr/bin/env bash
# Runs the example on the Open Bandit Dataset, small version: ./run.sh DIR, or OBD=DIR ./run.sh
set -euo pipefail

obd=${1:-${OBD:-}}
if [ -z "$obd" ]; then
  echo "Where are the data? Say ./run.sh DIR or set OBD (expected: the folder with random/men/men.csv; see README.md)." >&2
  exit 2
fi
obd=$(cd "$obd" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")"
ff=../../ff

for policy in random bts; do
  for campaign in men women; do
    file=$obd/$policy/$campaign/$campaign.csv
    if [ ! -r "$file" ]; then
      echo "There is no $file (expected: the small version of the Open Bandit Dataset; see README.md)." >&2
      exit 1
    fi
    "$ff" import impressions "$file" --set policy=$policy --set campaign=$campaign
  done
done
"$ff" apply
"$ff" backfill --from 2019-11-24 --to 2019-12-01
"$ff" get item_choice campaign=men item_id=14 position=1 policy=bts
"$ff" verify
