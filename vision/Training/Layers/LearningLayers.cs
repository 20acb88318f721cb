using BirdGrid.Vision.Backbones;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>Which layers of a network learn in a step: switches gradients and BatchNorm modes as layers thaw.</summary>
internal sealed class LearningLayers
{
    private readonly Backbone network;
    private readonly IReadOnlyList<TrainableParameter> parameters;
    private readonly Tensor[] tensors;
    private readonly List<(nn.Module Module, long FirstStep)> batchNorms;
    private readonly bool learnsStatistics;
    private Tensor[] learning = [];

    /// <summary>Switches gradients on for what learns in the first step, and off for all else.</summary>
    /// <param name="network">The network that computes: the learner's own, or its 16-bit copy.</param>
    /// <param name="parameters">The trained parameters, by name.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="stepsPerEpoch">Optimiser steps of an epoch.</param>
    public LearningLayers(Backbone network, IReadOnlyList<TrainableParameter> parameters, TrainingOptions options, int stepsPerEpoch)
    {
        this.network = network;
        this.parameters = parameters;
        var byName = network.named_parameters().ToDictionary(entry => entry.name, entry => (Tensor)entry.parameter, StringComparer.Ordinal);
        tensors = [.. parameters.Select(parameter => byName[parameter.Name])];
        foreach (var parameter in byName.Values)
        {
            parameter.requires_grad = false;
        }

        var course = new LayerCourse(LayerGroups.Of(network), options, stepsPerEpoch);
        batchNorms = [.. network.named_modules().Where(entry => IsBatchNorm(entry.module)).Select(entry => (entry.module, FirstStep(entry.name)))];
        learnsStatistics = options.Method == TrainingMethod.FineTune && !options.FreezeBatchNorm;
        LearningIn(step: 0);

        long FirstStep(string module) => course.FirstStep($"{module}.running_mean");
    }

    /// <summary>Whether BatchNorm statistics are learnt.</summary>
    public bool LearnsBatchStatistics => learnsStatistics && batchNorms.Count > 0;

    /// <summary>Puts the network into training mode for a step.</summary>
    /// <param name="step">Step of the run, counted from 0.</param>
    public void Enter(long step)
    {
        network.train();
        foreach (var (module, firstStep) in batchNorms)
        {
            if (!learnsStatistics || step < firstStep)
            {
                module.eval();
            }
        }
    }

    /// <summary>The tensors that learn in a step, in the order of the parameters, with gradients switched on for them alone.</summary>
    /// <param name="step">Step of the run, counted from 0.</param>
    public Tensor[] LearningIn(long step)
    {
        int count = parameters.Count(parameter => parameter.FirstStep <= step);
        if (count != learning.Length)
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                tensors[i].requires_grad = parameters[i].FirstStep <= step;
            }

            learning = [.. tensors.Where((_, i) => parameters[i].FirstStep <= step)];
        }

        return learning;
    }

    /// <summary>Running means and variances that a step learns, the network's own tensors in its order.</summary>
    /// <param name="step">Step of the run, counted from 0.</param>
    public IEnumerable<Tensor> StatisticsLearningIn(long step) =>
        from norm in batchNorms
        where learnsStatistics && step >= norm.FirstStep
        from buffer in norm.Module.named_buffers()
        where buffer.name is "running_mean" or "running_var"
        select buffer.buffer;

    /// <summary>Whether a module is a batch normalisation.</summary>
    public static bool IsBatchNorm(nn.Module module) => module is BatchNorm1d or BatchNorm2d or BatchNorm3d;
}
