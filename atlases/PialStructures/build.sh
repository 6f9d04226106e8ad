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
mkdir -p "$2/phantoms" "$2/runs"
for map in "$1"/training_seg_*.nii.gz; do
  n=$(basename "$map" .nii.gz | sed 's/training_seg_//')
  [ -e "$2/phantoms/sub-${n}_T1w.nii.gz" ] || "$pial" phantom "$1/training_seg_$n.nii.gz" "$2/phantoms/sub-$n" --hard --noise 3 --inu 20 --seed "2$n"
done
"$evaluation" atlas mirror "$2/phantoms" "$2/heads"
for head in "$2"/heads/*_T1w.nii.gz; do
  "$pial" run "$head" "$2/runs" --steps normalize preproc
done
"$evaluation" atlas build "$2" "$here/src/Pial.Pipelines/Atlases/Embedded"
