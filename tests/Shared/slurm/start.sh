#!/bin/bash
# Starts a SLURM of one node on this machine, all of whose files lie in DIR: start.sh DIR MAX_ARRAY_SIZE. Needs root and Debian's slurm-wlm; no systemd, no cgroups.
# The processes are munged, slurmctld and slurmd, whose numbers DIR/pids lists; end them with kill.
set -euo pipefail
dir=$1
most=$2
port=$((20000 + RANDOM % 20000))
host=$(hostname -s)
mkdir -p "$dir/state" "$dir/spool"
chmod 755 "$dir"
dd if=/dev/urandom of="$dir/munge.key" bs=128 count=1 status=none
chmod 400 "$dir/munge.key"
munged --foreground --force --key-file="$dir/munge.key" --socket="$dir/munge.socket" --pid-file="$dir/munged.pid" --seed-file="$dir/munge.seed" --log-file="$dir/munged.log" >"$dir/munged.out" 2>&1 &
echo $! >"$dir/pids"
cat >"$dir/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
MaxArraySize=$most
MinJobAge=2
ReturnToService=2
MpiDefault=none
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=8 RealMemory=64000 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
echo 'CgroupAutomount=no' >"$dir/cgroup.conf"
export SLURM_CONF="$dir/slurm.conf"
for _ in $(seq 6000); do [ -S "$dir/munge.socket" ] && break; sleep 0.1; done
slurmctld -D -f "$dir/slurm.conf" >"$dir/slurmctld.out" 2>&1 &
echo $! >>"$dir/pids"
slurmd -D -f "$dir/slurm.conf" -N "$host" >"$dir/slurmd.out" 2>&1 &
echo $! >>"$dir/pids"
end=$((SECONDS + 600))
while [ $SECONDS -lt $end ]; do
  if sinfo --noheader --format=%T 2>/dev/null | grep -q idle; then exit 0; fi
  sleep 0.1
done
echo "the node did not come up" >&2
tail -n 5 "$dir/slurmctld.log" "$dir/slurmd.log" "$dir/munged.out" >&2
exit 1
