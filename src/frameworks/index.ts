// Written by `npm run update` from the files of this folder.
import type { Framework } from "./framework.ts";
import astro from "./astro.ts";
import asyncContext from "./async-context.ts";
import auth0 from "./auth0.ts";
import awsLambda from "./aws-lambda.ts";
import betterAuth from "./better-auth.ts";
import bullmq from "./bullmq.ts";
import clerk from "./clerk.ts";
import detachedProcedure from "./detached-procedure.ts";
import elysia from "./elysia.ts";
import express from "./express.ts";
import fastify from "./fastify.ts";
import firebase from "./firebase.ts";
import h3 from "./h3.ts";
import hono from "./hono.ts";
import inngest from "./inngest.ts";
import ironSession from "./iron-session.ts";
import jose from "./jose.ts";
import jsonwebtoken from "./jsonwebtoken.ts";
import jwtDecode from "./jwt-decode.ts";
import koa from "./koa.ts";
import lucia from "./lucia.ts";
import nestjs from "./nestjs.ts";
import next from "./next.ts";
import nextAuth from "./next-auth.ts";
import nextSafeAction from "./next-safe-action.ts";
import orpc from "./orpc.ts";
import overnightjs from "./overnightjs.ts";
import reactRouter from "./react-router.ts";
import routingControllers from "./routing-controllers.ts";
import socketIo from "./socket-io.ts";
import supabase from "./supabase.ts";
import sveltekit from "./sveltekit.ts";
import triggerDev from "./trigger-dev.ts";
import trpc from "./trpc.ts";
import tsRest from "./ts-rest.ts";
import workos from "./workos.ts";
import zsa from "./zsa.ts";

export const frameworks: readonly Framework[] = [
  astro,
  asyncContext,
  auth0,
  awsLambda,
  betterAuth,
  bullmq,
  clerk,
  detachedProcedure,
  elysia,
  express,
  fastify,
  firebase,
  h3,
  hono,
  inngest,
  ironSession,
  jose,
  jsonwebtoken,
  jwtDecode,
  koa,
  lucia,
  nestjs,
  next,
  nextAuth,
  nextSafeAction,
  orpc,
  overnightjs,
  reactRouter,
  routingControllers,
  socketIo,
  supabase,
  sveltekit,
  triggerDev,
  trpc,
  tsRest,
  workos,
  zsa,
];
