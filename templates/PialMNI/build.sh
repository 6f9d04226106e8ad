#!/bin/sh
# The embedded template from the scans on, in one command; what is done is kept in OUT/work, so it can be stopped and started again.
#
#   templates/PialMNI/build.sh DS002748 DS000011 DS002608_T1w REFERENCE OUT
#
# DS002748, DS000011  the BIDS datasets of OpenNeuro and OpenfMRI; DS002608_T1w  a whole head of ds002608
# REFERENCE           tpl-MNI152NLin2009cAsym_res-01_desc-brain_T1w.nii.gz with its mask beside it, as TemplateFlow lays them out
set -eu
[ $# -eq 5 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")/../.." && pwd)
cohort=$5/cohort
add() { mkdir -p "$cohort/sub-$2/anat" && ln -sf "$(realpath "$1")" "$cohort/sub-$2/anat/sub-$2_T1w.nii.gz"; }
for scan in "$1"/sub-*/anat/sub-*_T1w.nii.gz; do add "$scan" "ds002748x$(basename "$scan" _T1w.nii.gz | cut -c5-)"; done
for scan in "$2"/sub-*/anat/sub-*_T1w.nii.gz; do add "$scan" "ds000011x$(basename "$scan" _T1w.nii.gz | cut -c5-)"; done
add "$3" ds002608x01
dotnet build "$here/src/Pial.Cli" -c Release
"$here/artifacts/bin/Pial.Cli/release/pial" template build "$cohort" -o "$5/template" --space PialMNI --space-reference "$4" \
  --iterations 3 --quality standard -w "$5/work" --force
dotnet run "$here/templates/PialMNI/build.cs" -- "$5/template" "$5/packed"
cp "$5/packed"/tpl-PialMNI_* "$here/src/Pial.Pipelines/Templates/Embedded/"
dotnet run "$here/templates/PialMNI/dura.cs" -- "$5/packed" "$here/src/Pial.Pipelines/Atlases/Embedded" "$here/src/Pial.Pipelines/Templates/Embedded"
