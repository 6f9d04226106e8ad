#!/bin/sh
# The embedded atlas from the label maps on, in one command; heads that were run are not run again.
#
#   atlases/PialStructures/build.sh TRAINING_SEGS OUT
#
# TRAINING_SEGS  folder with SynthSeg's training_seg_01.nii.gz … training_seg_16.nii.gz, all that are there
set -eu
[ $# -eq 2 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")/../.." && pwd)
dotnet build "$here/src/Pial.Cli" -c Release
dotnet build "$here/bench/Pial.Evaluation" -c Release
pial=$here/artifacts/bin/Pial.Cli/release/pial
evaluation=$here/artifacts/bin/Pial.Evaluation/release/Pial.Evaluation
maps=$1
out=$2

# phantoms KIND SEED [OPTION]: heads of that kind of each label map, their mirror images, and the runs of both
phantoms() {
  mkdir -p "$out/$1/phantoms" "$out/$1/runs"
  for map in "$maps"/training_seg_*.nii.gz; do
    n=$(basename "$map" .nii.gz | sed 's/training_seg_//')
    [ -e "$out/$1/phantoms/sub-${n}_T1w.nii.gz" ] || "$pial" phantom "$map" "$out/$1/phantoms/sub-$n" $3 --noise 3 --inu 20 --seed "$2$n"
  done
  "$evaluation" atlas mirror "$out/$1/phantoms" "$out/$1/heads"
  for head in "$out/$1"/heads/*_T1w.nii.gz; do
    "$pial" run "$head" "$out/$1/runs" --steps normalize preproc
  done
}

phantoms plain 1 ""
phantoms hard 2 --hard
"$evaluation" atlas build "$out" "$here/src/Pial.Pipelines/Atlases/Embedded"
