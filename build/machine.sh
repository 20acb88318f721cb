#!/usr/bin/env bash
# Says which processor the tests run on and which instructions their libraries may use: figures in float32 depend on it, promises of equal bits hold for one of it.
set -u
cpuinfo=/proc/cpuinfo
model=$(sed -nE 's/^model name\s*: //p' "$cpuinfo" 2>/dev/null | head -n 1)
flags=" $(sed -nE 's/^flags\s*: //p' "$cpuinfo" 2>/dev/null | head -n 1) "
highest=none
for flag in sse4_1 avx avx2 fma avx512f avx512bw avx512_vnni avx512_bf16 amx_tile; do
  case $flags in *" $flag "*) highest=$flag ;; esac
done
echo "processor: ${model:-unknown}, $(nproc 2>/dev/null || echo '?') cores, highest instruction set $highest"
for name in ONEDNN_MAX_CPU_ISA ATEN_CPU_CAPABILITY MKL_CBWR MKL_ENABLE_INSTRUCTIONS OMP_NUM_THREADS DOTNET_EnableAVX512F DOTNET_EnableAVX2; do
  [ -z "${!name+set}" ] || echo "  $name=${!name}"
done
