#!/bin/sh
# Eight synthetic heads at 3 mm with known tissues, of varied contrast, noise and bias; the last two are held out.
set -e
voxel=${1:-3}
mkdir -p heads
printf 'participant_id\tt1\tdseg\tsplit\n' > heads/table.tsv
for n in 1 2 3 4 5 6 7 8; do
    pial phantom --analytic heads/sub-$n --voxel "$voxel" --seed $n --noise $((n % 4 + 1)) --inu $((n * 7 % 5 * 15)) --contrast-jitter 0.06 > /dev/null
    if [ $n -le 6 ]; then split=train; else split=test; fi
    printf 'sub-%s\tsub-%s_T1w.nii.gz\tsub-%s_dseg.nii.gz\t%s\n' $n $n $n $split >> heads/table.tsv
done
